import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  ConsoleBatch,
  identityOf,
  type Mask,
  removeEmptySpool,
  type TrainingSession,
  thisProcess,
} from '@trainyard/session';
import { readJsonLine } from '../results/read-json-line.ts';
import { Child, type Exit } from './child.ts';
import { endingOf } from './ending.ts';
import { followLines } from './follow-lines.ts';
import { LastLines } from './last-lines.ts';
import { RunFolder, type RunRecord } from './run-record.ts';
import { RunWatcher } from './run-watcher.ts';
import { trainerEnvironment } from './trainer-environment.ts';

export interface RunTrainerOptions {
  readonly session: TrainingSession;
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly mask: Mask;
  /** Results and weights that were last changed before are another run's. ms since 1970. */
  readonly since: number;
  readonly results?: string | undefined;
  readonly weights?: string | undefined;
  /** File of JSON lines, `-` for its output. */
  readonly metrics?: string | undefined;
  /** How long the hub is waited for at the end, in milliseconds. */
  readonly finishDeadline: number;
}

/** Runs a trainer to its end, and tells the session all of it. Returns the exit code. */
export async function runTrainer(options: RunTrainerOptions): Promise<number> {
  const { session, command, env, mask, since, results, weights, metrics } = options;
  const temporary = session.spool ?? (await mkdtemp(join(tmpdir(), 'trainyard-run-')));
  const folder = new RunFolder(temporary);
  await folder.make();
  const console = new ConsoleBatch(mask, (stream, text) => void session.logConsole(stream, text));
  const tail = new LastLines();
  let record: RunRecord | null = null;
  const note = (change: Partial<RunRecord>): void => {
    if (record === null) return;
    record = { ...record, ...change };
    noted = noted.then(() => folder.write(record as RunRecord)).catch(() => undefined);
  };
  let noted = Promise.resolve();
  const watcher = new RunWatcher({
    session,
    folder: process.cwd(),
    results,
    weights,
    since,
    onFound: note,
  });
  const onLine = (line: string): void => {
    const values = readJsonLine(line);
    if (values) watcher.log(values);
  };
  const child = new Child({
    command,
    env,
    run: folder,
    onOutput(stream, text) {
      console.push(stream, text);
      const lines = tail.push(stream, text);
      if (metrics === '-') lines.forEach(onLine);
    },
  });
  void trainerEnvironment(command, env, mask).then((environment) =>
    session.logEnvironment({ ...environment }),
  );
  const { pid } = child;
  if (pid !== undefined) {
    record = {
      version: 1,
      runner: thisProcess(),
      child: identityOf(pid),
      folder: process.cwd(),
      since,
      results: results === undefined ? null : resolve(results),
      weights: weights === undefined ? null : resolve(weights),
      metrics: metrics ?? null,
      weightsSeen: '',
    };
    note({});
  }
  const unfollow =
    metrics !== undefined && metrics !== '-' ? followLines(resolve(metrics), onLine) : null;
  const ending = new AbortController();
  let interrupted = false;
  let ended = false;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      // The trainer has ended: what is left is the hub, and nobody has to wait for that.
      if (ended) return ending.abort();
      interrupted = true;
      child.signal(name);
    });
  }
  session.signal.addEventListener('abort', () => {
    process.stderr.write('trainyard: stopped from the web page\n');
    child.end();
  });
  watcher.start();
  const exit = await child.exited.catch((error: Error) => notStarted(error, command));
  ended = true;
  unfollow?.();
  console.end();
  await finish(watcher, exit, {
    options,
    stopped: session.signal.aborted || interrupted,
    lines: tail.end().map(mask),
    signal: ending.signal,
  });
  await noted;
  // Only now: until all was in the spool, a death of ours would have had to be made good from it.
  await folder.remove();
  if (session.spool === null) await rm(temporary, { recursive: true, force: true });
  else await removeEmptySpool(session.spool);
  return exit.status;
}

/** A command that cannot be started ends as in a shell: 127 when there is none, else 126. */
function notStarted(error: Error, command: readonly string[]): Exit {
  process.stderr.write(`trainyard: cannot run ${command[0]}: ${error.message}\n`);
  const status = 'code' in error && error.code === 'ENOENT' ? 127 : 126;
  return { code: status, signal: null, status };
}

interface Ended {
  readonly options: RunTrainerOptions;
  readonly stopped: boolean;
  readonly lines: readonly string[];
  readonly signal: AbortSignal;
}

async function finish(
  watcher: RunWatcher,
  exit: Exit,
  { options, stopped, lines, signal }: Ended,
): Promise<void> {
  const { session, finishDeadline: deadline } = options;
  const { weights, map } = await watcher.stop();
  const best = weights.best ?? weights.last;
  const ending = endingOf(exit, stopped, lines);
  if (ending.state !== 'trained' && weights.last) {
    const { lastEpoch: epoch } = watcher;
    await session.uploadCheckpoint({ epoch, file: weights.last.path, now: true });
  }
  const { complete, spool } = await session.finish({
    ...ending,
    deadline,
    signal,
    ...(ending.state === 'trained' && best && { weights: best.path }),
    ...(map !== null && { map }),
  });
  if (!complete) {
    process.stderr.write(`trainyard: the hub has not got everything; run 'trainyard sync'\n`);
    process.stderr.write(`trainyard: the rest waits in ${spool}\n`);
  }
}
