import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type Amendment,
  amendSpool,
  isRunning,
  LineCollector,
  listSpools,
  maskSecrets,
  readManifest,
  type Warn,
} from '@trainyard/session';
import { bestFitness } from '../results/best-fitness.ts';
import type { EpochValues } from '../results/epoch-values.ts';
import { readJsonLine } from '../results/read-json-line.ts';
import { readResults } from '../results/read-results.ts';
import { exitOf } from './child.ts';
import { endingOf } from './ending.ts';
import { findResults } from './find-results.ts';
import { findWeights, newerThan, type WeightsFile } from './find-weights.ts';
import { RunFolder, type RunRecord } from './run-record.ts';

/** Lines of the console that are kept for a failure. */
const LAST_LINES = 50;

/** Bytes of checkpoints under which all spools stay. */
const SPOOL_LIMIT = 20e9;

/** A trainer whose `trainyard run` has died. */
export interface OrphanedRun {
  /** Its spool. */
  readonly directory: string;
  /** Null while the hub has not made the model yet. */
  readonly modelId: string | null;
  /** The trainer's process group while it still runs, else null. */
  readonly group: number | null;
}

/**
 * Looks for trainers whose `trainyard run` has died, and puts into its spool what they have written
 * since: results, the newest weights, and the end when there was one. A trainer that still runs is
 * looked at again the next time.
 * @param root folder of all spools.
 */
export async function recoverRuns(root: string, warn: Warn): Promise<OrphanedRun[]> {
  const orphans: OrphanedRun[] = [];
  for (const directory of await listSpools(root)) {
    const folder = new RunFolder(directory);
    const record = await folder.read();
    const manifest = await readManifest(directory);
    // Of another machine's process nothing is known: its folder may be shared.
    if (record === null || manifest === null || isRunning(record.runner) !== false) continue;
    const exit = await folder.readExit();
    const runs = exit === null && isRunning(record.child) === true;
    const found = await whatItWrote(folder, record, exit);
    const options = { root, limit: SPOOL_LIMIT, warn };
    if (!(await amendSpool(directory, found.amendment, options))) continue;
    if (runs) await folder.write({ ...record, weightsSeen: found.weightsSeen });
    else await folder.remove();
    orphans.push({ directory, modelId: manifest.modelId, group: runs ? record.child.pid : null });
  }
  return orphans;
}

async function whatItWrote(
  folder: RunFolder,
  record: RunRecord,
  status: number | null,
): Promise<{ amendment: Amendment; weightsSeen: string }> {
  const { since } = record;
  const results = record.results ?? (await findResults(record.folder, since));
  const epochs = await epochsOf(folder, record, results);
  const found = await findWeights(results, record.weights ?? undefined);
  const weights = { last: newerThan(found.last, since), best: newerThan(found.best, since) };
  const lines = status === null ? [] : await lastLines(folder);
  const finish = status === null ? null : endingOf(exitOf(status, null), false, lines);
  const epoch = Math.max(0, ...epochs.map((row) => row.epoch));
  const newest = weights.last ?? weights.best;
  const seen = newest ? seenAs(newest) : '';
  const checkpoints: Amendment['checkpoints'][number][] = [];
  const final = weights.best ?? weights.last;
  if (finish?.state === 'trained' && final) {
    const map = bestFitness(epochs);
    checkpoints.push({ kind: 'final', epoch: null, isBest: true, map, file: final.path });
  } else if (newest && seen !== record.weightsSeen) {
    checkpoints.push({ kind: 'last', epoch, isBest: false, map: null, file: newest.path });
  }
  return { amendment: { metrics: epochs, checkpoints, finish }, weightsSeen: seen };
}

/** A weights file as it was seen. */
export function seenAs({ path, mtimeMs, size }: WeightsFile): string {
  return `${path} ${mtimeMs} ${size}`;
}

async function epochsOf(
  folder: RunFolder,
  { metrics, folder: work }: RunRecord,
  results: string | null,
): Promise<EpochValues[]> {
  const epochs: EpochValues[] = [];
  if (results !== null) {
    epochs.push(...readResults(await readFile(results, 'utf8').catch(() => '')));
  }
  if (metrics !== null) {
    const file = metrics === '-' ? folder.output('stdout') : resolve(work, metrics);
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
    epochs.push(...lines.map(readJsonLine).filter((values) => values !== null));
  }
  return epochs;
}

async function lastLines(folder: RunFolder): Promise<string[]> {
  const mask = maskSecrets();
  const texts = await Promise.all(
    (['stdout', 'stderr'] as const).map((name) =>
      readFile(folder.output(name), 'utf8').catch(() => ''),
    ),
  );
  const lines = texts.flatMap((text) => {
    const collector = new LineCollector();
    return [...collector.push(text), ...collector.end()].slice(-LAST_LINES / 2);
  });
  return lines.map(mask);
}
