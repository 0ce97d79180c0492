import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startClient } from './client-process.ts';
import type { RunningHub } from './hub.ts';
import type { PythonRun } from './python-run.ts';
import type { Bench, Case, Client, Outcome, Shapes } from './types.ts';

/** What every case of a run shares. */
export interface Workshop {
  readonly hub: RunningHub;
  /** Removed at the end of the run, with all that cases leave in it. */
  readonly folder: string;
  readonly shapes: Shapes;
  readonly pythonOf: (client: Client) => Promise<string>;
  /** The client that stands in where a case needs more than its own client can do. */
  readonly helper: Client;
  /** Aborted when the whole run is to end now. */
  readonly interrupted: AbortSignal;
}

/** Runs one case with one client; returns an outcome for each of the case's operations. */
export async function runCase(
  shop: Workshop,
  one: Case,
  client: Client,
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const tried: string[] = [];
  for (const operation of one.operations) {
    const reason = whyNot(shop, one, client, operation);
    if (reason) outcomes.set(operation, { kind: 'unsupported', reason });
    else tried.push(operation);
  }
  if (tried.length === 0) return outcomes;

  const folder = await mkdtemp(join(shop.folder, 'case-'));
  const signal = AbortSignal.any([AbortSignal.timeout(one.deadline * 1000), shop.interrupted]);
  const runs: PythonRun[] = [];
  const done = new Set<string>();
  const pythons = { own: await shop.pythonOf(client), helper: await shop.pythonOf(shop.helper) };
  const bench: Bench = {
    hub: shop.hub,
    power: shop.hub.power,
    client,
    shapes: shop.shapes,
    folder,
    signal,
    supports: (operation) => tried.includes(operation),
    python: (script, args, { home = join(folder, 'home') } = {}) => {
      const python = pythons.own;
      const run = startClient({ client, python, hub: shop.hub, script, args, home, signal });
      runs.push(run);
      return run;
    },
    helper: (script, args) =>
      startClient({
        client: shop.helper,
        python: pythons.helper,
        hub: shop.hub,
        script,
        args,
        home: join(folder, 'helper'),
        signal,
      }),
    executable: pythons.own,
    ok: (operation) => done.add(operation),
  };
  let error: unknown;
  try {
    await one.run(bench);
  } catch (thrown) {
    const why = shop.interrupted.aborted ? 'interrupted' : `not done within ${one.deadline} s`;
    error = signal.aborted ? new Error(why, { cause: thrown }) : thrown;
  } finally {
    await Promise.all(runs.map((run) => run.kill()));
    await rm(folder, { recursive: true, force: true });
  }
  const reported = new Map([...done].map((name) => [name, { outcome: 'ok', detail: '' }]));
  for (const run of runs) {
    for (const event of run.events.filter((event) => event.event === 'operation')) {
      const { name, outcome, detail = '' } = event as unknown as Record<string, string>;
      reported.set(name!, { outcome: outcome!, detail });
    }
  }
  for (const [name, { outcome, detail }] of reported) {
    outcomes.set(name, judge(one, client, name, outcome, detail));
  }
  const missing = error === undefined ? 'nothing was said of it' : String(error);
  for (const name of tried) {
    if (!outcomes.has(name)) outcomes.set(name, { kind: 'fail', reason: missing });
  }
  if ([...outcomes.values()].some((outcome) => outcome.kind === 'fail')) {
    for (const run of runs) console.log(indent(`--- ${run.title}`, run.tail));
    if (error !== undefined) console.log(indent('--- the case', String(error)));
    console.log(indent('--- the hub', shop.hub.tail()));
  }
  return outcomes;
}

/** Why an operation is not tried, or undefined. */
function whyNot(shop: Workshop, one: Case, client: Client, name: string): string | undefined {
  const anonymous = !shop.hub.email || !shop.hub.password;
  if (anonymous && one.needPassword?.includes(name)) return 'no --email and --password were given';
  if (!shop.hub.power && one.needPower?.includes(name))
    return "the hub is not this run's to restart";
  return client.unsupported[name];
}

/** What was reported, held against what the adapter says of this client. */
function judge(one: Case, client: Client, name: string, outcome: string, detail: string): Outcome {
  const known = client.defects[name];
  const fail = (reason: string): Outcome => ({ kind: 'fail', reason });
  if (!one.operations.includes(name)) return fail(`the case ${one.name} does not name it`);
  if (outcome === 'fail') return fail(detail);
  if (client.unsupported[name]) return fail('the adapter says that this client lacks it');
  if (outcome === 'defect') {
    return known ? { kind: 'defect', reason: known } : fail('a defect that the adapter lacks');
  }
  return known ? fail('the defect that the adapter names is gone') : { kind: 'ok' };
}

function indent(title: string, text: string): string {
  return [title, ...text.split('\n').map((line) => `    ${line}`)].join('\n');
}
