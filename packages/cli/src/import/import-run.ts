import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { createModel, creationKey, type HubClient, openSession } from '@trainyard/session';
import { parse } from 'yaml';
import { bestFitness } from '../results/best-fitness.ts';
import { readResults } from '../results/read-results.ts';
import { findWeights } from '../run/find-weights.ts';
import { importMark } from './known-imports.ts';

export interface ImportRunOptions {
  /** Its `results.csv` or `metrics.csv`. */
  readonly results: string;
  /** Model by fingerprint; what is imported is added. */
  readonly known: Map<string, string>;
  readonly projectId?: string;
}

export interface Imported {
  /** Id of the model. */
  readonly model: string;
  /** Whether the hub had it already. */
  readonly known: boolean;
  readonly epochs: number;
}

/** Arguments that only mean something on the machine where the run was. */
const LOCAL = new Set(['project', 'name', 'save_dir', 'exist_ok', 'resume', 'model', 'mode']);

/** Adopts one finished run: its metrics, arguments and weights. */
export async function importRun(client: HubClient, options: ImportRunOptions): Promise<Imported> {
  const { results, known, projectId } = options;
  const folder = dirname(resolve(results));
  const text = await readFile(results, 'utf8');
  // By content: the same run is known in whatever folder it lies.
  const fingerprint = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const epochs = readResults(text.endsWith('\n') ? text : `${text}\n`);
  const existing = known.get(fingerprint);
  if (existing !== undefined) return { model: existing, known: true, epochs: epochs.length };
  if (epochs.length === 0) throw new Error(`${results} holds no results.`);

  const args = await readArguments(folder);
  const weights = await findWeights(results);
  const body = {
    meta: { name: runName(folder) },
    description: `Imported from ${folder} ${importMark(fingerprint)}`,
    config: scalars(args),
    ...(args['data'] !== undefined && { dataset: { name: String(args['data']) } }),
    ...lineage(args['model'] ?? args['weights']),
    ...(projectId !== undefined && { projectId }),
  };
  const model = await createModel(client, { body, key: creationKey() });
  const session = await openSession(model, {
    hub: client.hub,
    ...(client.apiKey !== null && { apiKey: client.apiKey }),
    agent: 'import',
    environment: false,
  });
  for (const { epoch, values } of epochs) void session.logMetrics(epoch, values);
  const epoch = Math.max(...epochs.map((row) => row.epoch));
  if (weights.last) {
    await session.uploadCheckpoint({ epoch, file: weights.last.path, isBest: false });
  }
  const best = weights.best ?? weights.last;
  const map = bestFitness(epochs);
  const { complete, spool } = await session.finish({
    ...(best && { weights: best.path }),
    ...(map !== null && { map }),
  });
  if (!complete) throw new Error(`the hub has not got everything; the rest waits in ${spool}`);
  known.set(fingerprint, model);
  return { model, known: false, epochs: epochs.length };
}

/** `args.yaml` of Ultralytics, `opt.yaml` of YOLOv5, `hparams.yaml` of Lightning. */
async function readArguments(folder: string): Promise<Record<string, unknown>> {
  for (const name of ['args.yaml', 'opt.yaml', 'hparams.yaml']) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => null);
    const value: unknown = text === null ? null : parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  }
  return {};
}

/** `lightning_logs/version_3` says little: the folder above is part of the name then. */
function runName(folder: string): string {
  const name = basename(folder);
  return /^version_\d+$/.test(name) ? `${basename(dirname(folder))} ${name}` : name;
}

function lineage(model: unknown) {
  if (typeof model !== 'string') return {};
  const file = basename(model.replaceAll('\\', '/'));
  const weights = file.endsWith('.pt');
  const architecture = { name: file.replace(/\.[^.]+$/, '') };
  return { lineage: { architecture, ...(weights && { parent: { name: file } }) } };
}

function scalars(args: Record<string, unknown>): Record<string, string | number | boolean> {
  const kept = Object.entries(args).filter(
    (pair): pair is [string, string | number | boolean] =>
      !LOCAL.has(pair[0]) &&
      /^[A-Za-z_]\w{0,63}$/.test(pair[0]) &&
      ['string', 'number', 'boolean'].includes(typeof pair[1]),
  );
  return Object.fromEntries(kept);
}
