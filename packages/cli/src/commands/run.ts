import { basename, resolve } from 'node:path';
import {
  ConsoleBatch,
  findCredentials,
  maskSecrets,
  openSession,
  type SessionOptions,
  type TrainingSession,
} from '@trainyard/session';
import { type Command, Option } from 'commander';
import { findOrMakeProject } from '../hub/find-project.ts';
import { connect, type HubFlags, withHub } from '../hub/hub-options.ts';
import { readJsonLine } from '../results/read-json-line.ts';
import { Child, type Exit } from '../run/child.ts';
import { readCommandArguments } from '../run/command-arguments.ts';
import { followLines } from '../run/follow-lines.ts';
import { LastLines } from '../run/last-lines.ts';
import { RunWatcher } from '../run/run-watcher.ts';

interface Options extends HubFlags {
  readonly project?: string;
  readonly name?: string;
  readonly model?: string;
  readonly resume?: string;
  readonly metrics?: string;
  readonly results?: string;
  readonly weights?: string;
  readonly checkpointInterval: number;
}

/**
 * `trainyard run -- COMMAND…`: runs any trainer as a child and tells the hub what it does. Exits
 * with the child's code, or 128 plus the number of the signal that ended it.
 */
export function registerRun(program: Command): void {
  withHub(program.command('run').description('Run a trainer, and show the hub what it does.'))
    .argument('<command...>', 'the trainer and its arguments, after --')
    .option('--project <name>', 'project of the new model; made when missing')
    .option('--name <name>', 'name of the new model')
    .option('--model <name>', '*.pt or *.yaml that it starts from (default: from the command)')
    .option('--resume <model>', 'go on with a model; {checkpoint} in the command is its last one')
    .option('--metrics <file>', 'JSON lines with "epoch" that the trainer writes; - for its output')
    .option('--results <file>', 'its results.csv or metrics.csv (default: found)')
    .option('--weights <folder>', 'folder of its weights (default: beside the results)')
    .addOption(
      new Option('--checkpoint-interval <seconds>', 'least time between two uploads')
        .default(900)
        .argParser(Number),
    )
    .passThroughOptions()
    .action(run);
}

async function run(command: string[], options: Options): Promise<void> {
  const since = Date.now() - 1000;
  const session = await open(command, options);
  if (session.start.kind === 'trained') {
    throw new Error(
      `Model ${session.modelId} is trained already; its weights: ${session.start.weights}`,
    );
  }
  process.stderr.write(`trainyard: ${session.modelUrl}\n`);
  const checkpoint = session.start.kind === 'resume' ? session.start.checkpoint : '';
  const { apiKey } = await findCredentials(options);
  const mask = maskSecrets([apiKey]);
  const console = new ConsoleBatch(mask, (stream, text) => void session.logConsole(stream, text));
  const tail = new LastLines();
  const watcher = new RunWatcher({ ...options, session, folder: process.cwd(), since });
  const onLine = (line: string): void => {
    const values = readJsonLine(line);
    if (values) watcher.log(values);
  };
  const fromOutput = options.metrics === '-';
  const child = new Child({
    command: command.map((word) => word.replaceAll('{checkpoint}', checkpoint)),
    env: {
      ...process.env,
      PYTHONUNBUFFERED: '1',
      TRAINYARD_MODEL_ID: session.modelId ?? '',
      TRAINYARD_CHECKPOINT: checkpoint,
    },
    onOutput(stream, text) {
      console.push(stream, text);
      const lines = tail.push(stream, text);
      if (fromOutput) lines.forEach(onLine);
    },
  });
  let interrupted = false;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      interrupted = true;
      child.signal(name);
    });
  }
  session.signal.addEventListener('abort', () => {
    process.stderr.write('trainyard: stopped from the web page\n');
    child.end();
  });
  const unfollow =
    options.metrics !== undefined && !fromOutput
      ? followLines(resolve(options.metrics), onLine)
      : null;
  watcher.start();
  const exit = await child.exited.catch((error: Error) => notStarted(error, command));
  await unfollow?.();
  console.end();
  await finish(session, watcher, exit, {
    stopped: session.signal.aborted || interrupted,
    lines: tail.end().map(mask),
  });
  process.exitCode = exit.status;
}

async function open(command: readonly string[], options: Options): Promise<TrainingSession> {
  const { model, trainArgs } = readCommandArguments(command);
  const { hub, apiKey, name, project, resume } = options;
  const projectId = project && (await findOrMakeProject(await connect(options), project));
  const common: SessionOptions = {
    ...(hub && { hub }),
    ...(apiKey && { apiKey }),
    agent: `run-${basename(command[0] ?? '')}`,
    system: 15_000,
    checkpointInterval: options.checkpointInterval * 1000,
  };
  if (resume !== undefined) return openSession(resume, common);
  return openSession(options.model ?? model ?? 'custom.yaml', {
    ...common,
    name: name ?? basename(process.cwd()),
    trainArgs,
    ...(projectId && { projectId }),
  });
}

/** A command that cannot be started ends as in a shell: 127 when there is none, else 126. */
function notStarted(error: Error, command: readonly string[]): Exit {
  process.stderr.write(`trainyard: cannot run ${command[0]}: ${error.message}\n`);
  const status = 'code' in error && error.code === 'ENOENT' ? 127 : 126;
  return { code: status, signal: null, status };
}

async function finish(
  session: TrainingSession,
  watcher: RunWatcher,
  exit: Exit,
  { stopped, lines }: { stopped: boolean; lines: readonly string[] },
): Promise<void> {
  const { weights, map } = await watcher.stop();
  const best = weights.best ?? weights.last;
  const state = exit.status === 0 && !stopped ? 'trained' : stopped ? 'cancelled' : 'failed';
  if (state !== 'trained' && weights.last) {
    const { lastEpoch: epoch } = watcher;
    await session.uploadCheckpoint({ epoch, file: weights.last.path, now: true });
  }
  const { complete, spool } = await session.finish({
    state,
    exitCode: exit.code,
    ...(state === 'trained' && best && { weights: best.path }),
    ...(map !== null && { map }),
    ...(state === 'failed' && {
      message: exit.signal ? `killed by ${exit.signal}` : `exited with ${exit.status}`,
      lastLines: lines,
    }),
  });
  if (!complete) {
    process.stderr.write(`trainyard: the hub has not got everything; run 'trainyard sync'\n`);
    process.stderr.write(`trainyard: the rest waits in ${spool}\n`);
  }
}
