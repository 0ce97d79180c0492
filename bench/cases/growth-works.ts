import type { DownloadLoad, DownloadLoadResult } from '../load/download-load.ts';
import type { HttpLoad, HttpLoadResult } from '../load/http-load.ts';
import type { View, ViewLoad, ViewLoadResult } from '../load/view-load.ts';
import type { ViewersLoad, ViewersLoadResult } from '../load/viewers-load.ts';
import type { Trainyard } from '../peers/trainyard.ts';
import { SEEDED_SERIES } from '../seed/seed-models.ts';
import { runLoad } from '../suite/load-process.ts';
import { startAnswering } from './start-answering.ts';
import { storeCheckpoint } from './store-checkpoint.ts';

const MIB = 1024 * 1024;

/** Who watch at the same moment. */
const VIEWERS = 10;

/** A hub that stores something. */
export interface Filled {
  readonly name: string;
  readonly data: string;
  /** How many times as much as the first one it stores. */
  readonly times: number;
  hub: Trainyard;
  /** Has one long series. */
  readonly model: string;
  /** Its points. */
  readonly length: number;
  /** Models that have been trained. */
  readonly compared: readonly string[];
}

export interface Effort {
  /** Calls of a round. */
  readonly calls: number;
  /** Views of a round, and metrics that are waited for. */
  readonly views: number;
  /** Mebibytes of a checkpoint. */
  readonly mebibytes: number;
  readonly signal: AbortSignal;
}

/** Does one round, and says how many milliseconds one of it took: the median. */
export type Work = (filled: Filled, round: number) => Promise<number>;

/** What is done on each hub, by what it is called in the table. */
export function growthWorks(effort: Effort): Readonly<Record<string, Work>> {
  const { calls, mebibytes } = effort;
  const file = `checkpoint of ${mebibytes} MiB`;
  return {
    'new point, a call': (filled, round) => {
      const points = { epochs: 1, series: 20, first: filled.length + round * calls };
      return send(filled, [filled.model], points, calls, effort);
    },
    '1,000 new points, a call': async (filled) => {
      const points = { epochs: 50, series: 20, first: 0 };
      return send(filled, [await filled.hub.model()], points, Math.ceil(calls / 10), effort);
    },
    'batch sent again': (filled) => {
      const points = { epochs: 100, series: 1, first: 0, fixed: true, again: filled.length };
      return send(filled, [filled.model], points, calls, effort);
    },
    'chart of the whole series': (filled) =>
      look(filled, [`/app/v1/chart?model=${filled.model}&series=metrics/series-0`], effort),
    'page of the list of models': (filled) => look(filled, ['/app/v1/models?limit=50'], effort),
    '20 models compared': (filled) => {
      const rows = filled.compared.map((id) => `id=${id}`).join('&');
      const models = filled.compared.map((id) => `model=${id}`).join('&');
      const series = SEEDED_SERIES.map((name) => `series=${encodeURIComponent(name)}`).join('&');
      return look(filled, [`/app/v1/models?${rows}`, `/app/v1/chart?${models}&${series}`], effort);
    },
    [`${file} coming in`]: (filled, round) => upload(filled, round, effort),
    [`${file} going out`]: (filled, round) => download(filled, round, effort),
    [`metric sent to seen by ${VIEWERS}`]: (filled) => watch(filled, effort),
    start: (filled) => restart(filled, effort),
  };
}

async function send(
  { hub }: Filled,
  targets: readonly string[],
  points: HttpLoad['points'],
  calls: number,
  { signal }: Effort,
): Promise<number> {
  const to = { url: hub.url, headers: hub.headers, workload: 'trainyard' } as const;
  const task: HttpLoad = { ...to, targets, points, calls, seconds: 60 };
  const result = await runLoad<HttpLoadResult>('http-load.ts', task, { seconds: 90, signal });
  if (result.errors > 0) throw new Error(result.error);
  return result.p50;
}

async function look(
  { hub }: Filled,
  paths: readonly string[],
  { views, signal }: Effort,
): Promise<number> {
  const view: View = { requests: paths.map((path) => ({ path })) };
  const task: ViewLoad = {
    ...{ url: hub.url, headers: hub.headers },
    views: Array.from({ length: views }, () => view),
  };
  return (await runLoad<ViewLoadResult>('view-load.ts', task, { seconds: 120, signal })).p50;
}

async function upload({ hub }: Filled, round: number, effort: Effort): Promise<number> {
  return (await store(hub, round, effort)).seconds * 1000;
}

async function download({ hub }: Filled, round: number, effort: Effort): Promise<number> {
  // Of a content that nothing has been uploaded of before.
  const { link } = await store(hub, 1000 + round, effort);
  const load: DownloadLoad = { url: link, headers: {} };
  const limits = { seconds: 60, signal: effort.signal };
  const { bytes, seconds } = await runLoad<DownloadLoadResult>('download-load.ts', load, limits);
  if (bytes !== effort.mebibytes * MIB) throw new Error(`${link} gave ${bytes} bytes`);
  return seconds * 1000;
}

function store(hub: Trainyard, content: number, { mebibytes, signal }: Effort) {
  return storeCheckpoint(hub, { content, bytes: mebibytes * MIB }, signal);
}

async function watch({ hub }: Filled, { views, signal }: Effort): Promise<number> {
  const task: ViewersLoad = {
    ...{ url: hub.url, headers: hub.headers, models: [await hub.model()] },
    ...{ viewers: VIEWERS, sends: views, every: 100 },
  };
  const limits = { seconds: 120, signal };
  const result = await runLoad<ViewersLoadResult>('viewers-load.ts', task, limits);
  if (result.delivered < VIEWERS * views) throw new Error(`only ${result.delivered} were seen`);
  return result.p50;
}

async function restart(filled: Filled, { signal }: Effort): Promise<number> {
  await filled.hub[Symbol.asyncDispose]();
  const { hub, seconds } = await startAnswering(filled.data, signal, filled.hub.key);
  filled.hub = hub;
  return seconds * 1000;
}
