import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NEWEST_HUB_SDK } from './clients/hub-sdk.ts';
import { FAMILIES } from './clients/index.ts';
import { run } from './runner/command.ts';
import { Environments } from './runner/environments.ts';
import { attach, type RunningHub, start } from './runner/hub.ts';
import { count, type Results, table } from './runner/matrix.ts';
import { type Options, parseOptions, USAGE } from './runner/options.ts';
import { runCase, type Workshop } from './runner/run-case.ts';
import type { Client, Environment, Family, Outcome, Shapes, TaskShapes } from './runner/types.ts';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const DRAW = fileURLToPath(new URL('python/shapes.py', import.meta.url));
const DRAW_BY_TASK = fileURLToPath(new URL('python/shapes_by_task.py', import.meta.url));
const DRAWING: Environment = { name: 'drawing', packages: ['pillow==11.3.0'] };
const environments = new Environments();

/** The clients that `--only` leaves, by family. */
function chosen(options: Options): [Family, Client[]][] {
  const { only, blobsUrl } = options;
  const families = FAMILIES.filter(({ onBucket = false }) => onBucket === (blobsUrl !== undefined));
  const wanted = (family: Family, client: Client): boolean =>
    only.length === 0 || only.some((word) => `${family.name} ${client.name}`.includes(word));
  return families.map((family) => [family, family.clients.filter((one) => wanted(family, one))]);
}

async function drawShapes(folder: string): Promise<Shapes> {
  await mkdir(folder);
  await run(await environments.python(DRAWING), [DRAW, folder]);
  const archive = (await readdir(folder)).find((name) => name.endsWith('.zip'))!;
  return {
    archive: join(folder, archive),
    dataYaml: join(folder, archive.slice(0, -'.zip'.length), 'data.yaml'),
    picture: join(folder, 'one.jpg'),
    byTask: await drawByTask(join(folder, 'by-task')),
  };
}

async function drawByTask(folder: string): Promise<Record<string, TaskShapes>> {
  await mkdir(folder);
  await run(await environments.python(DRAWING), [DRAW_BY_TASK, folder]);
  const counts = JSON.parse(await readFile(join(folder, 'counts.json'), 'utf8')) as Record<
    string,
    Omit<TaskShapes, 'archive'>
  >;
  return Object.fromEntries(
    Object.entries(counts).map(([task, count]) => [
      task,
      { ...count, archive: join(folder, `${task}.zip`) },
    ]),
  );
}

async function open(options: Options, folder: string): Promise<RunningHub> {
  const { url, key, email, password, blobsUrl } = options;
  return url && key ? attach({ url, key, email, password }) : start(REPOSITORY, folder, blobsUrl);
}

async function runFamily(
  shop: Workshop,
  family: Family,
  clients: readonly Client[],
  options: Options,
): Promise<Results> {
  const results = new Map<Client, Map<string, Outcome>>();
  const { cases } = options;
  for (const client of clients) {
    const outcomes = new Map<string, Outcome>();
    results.set(client, outcomes);
    for (const one of client.cases ?? family.cases) {
      if (shop.interrupted.aborted) return results;
      if (cases.length > 0 && !cases.some((word) => one.name.includes(word))) continue;
      const began = performance.now();
      const found = await runCase(shop, one, client);
      const lacks = [...found.values()].every(({ kind }) => kind === 'unsupported');
      const took = `${((performance.now() - began) / 1000).toFixed(1)} s`;
      console.log(`${family.name} ${client.name}: ${one.name} (${lacks ? 'not supported' : took})`);
      for (const [operation, outcome] of found) {
        outcomes.set(operation, outcome);
        if (outcome.kind === 'fail') console.log(`  FAIL ${operation}: ${outcome.reason}`);
      }
    }
    for (const [operation, reason] of Object.entries(client.unsupported)) {
      if (!outcomes.has(operation)) outcomes.set(operation, { kind: 'unsupported', reason });
    }
  }
  return results;
}

/** Aborted by Ctrl-C or SIGTERM: clients are killed then, and the hub stopped in good order. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}

/** Runs the chosen cases in a folder of this run's own; returns each family's results. */
async function runAll(
  options: Options,
  work: readonly (readonly [Family, Client[]])[],
  folder: string,
): Promise<[Family, Results][]> {
  const interrupted = interruption();
  const hub = await open(options, join(folder, 'hub'));
  try {
    const shop: Workshop = {
      hub,
      folder,
      shapes: await drawShapes(join(folder, 'shapes')),
      pythonOf: (client) => environments.python(client.environment),
      helper: NEWEST_HUB_SDK,
      interrupted,
    };
    const all: [Family, Results][] = [];
    for (const [family, clients] of work) {
      all.push([family, await runFamily(shop, family, clients, options)]);
    }
    if (interrupted.aborted) throw new Error('interrupted');
    return all;
  } finally {
    await hub.stop();
  }
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const began = performance.now();
  const work = chosen(options).filter(([, clients]) => clients.length > 0);
  if (work.length === 0) throw new Error(`no client is named like ${options.only.join(' or ')}`);
  console.log('preparing the clients');
  const clients = work.flatMap(([, some]) => some);
  for (const { environment } of [{ environment: DRAWING }, NEWEST_HUB_SDK, ...clients]) {
    await environments.python(environment);
  }
  if (options.prepare) return 0;

  const folder = await mkdtemp(join(tmpdir(), 'trainyard-compat-'));
  const all = await runAll(options, work, folder).finally(() =>
    rm(folder, { recursive: true, force: true }),
  );
  for (const [family, results] of all) console.log(`\n${table(family, results, 'terminal')}`);
  if (options.markdown) {
    const tables = all.map(([family, results]) => table(family, results, 'markdown'));
    await writeFile(options.markdown, `${tables.join('\n\n')}\n`);
  }
  const { passed, failed, skipped } = count(all.map(([, results]) => results));
  console.log(`\ntook ${((performance.now() - began) / 1000).toFixed(0)} s`);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`compat: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
