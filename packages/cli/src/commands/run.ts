import { basename } from 'node:path';
import {
  findCredentials,
  maskSecrets,
  openSession,
  parseIdentifier,
  printWarning,
  type SessionOptions,
  spoolRoot,
  type TrainingSession,
} from '@trainyard/session';
import { type Command, Option } from 'commander';
import { type HubFlags, withHub } from '../hub/hub-options.ts';
import { readCommandArguments } from '../run/command-arguments.ts';
import { recoverRuns } from '../run/recover-runs.ts';
import { runTrainer } from '../run/run-trainer.ts';

interface Options extends HubFlags {
  readonly project?: string;
  readonly name?: string;
  readonly model?: string;
  readonly resume?: string;
  readonly metrics?: string;
  readonly results?: string;
  readonly weights?: string;
  readonly checkpointInterval: number;
  readonly openDeadline: number;
  readonly finishDeadline: number;
}

/** Stands in a command for the path of the checkpoint to go on from. */
const CHECKPOINT = '{checkpoint}';

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
    .option('--resume <model>', `go on with a model; ${CHECKPOINT} in the command is its last one`)
    .option('--metrics <file>', 'JSON lines with "epoch" that the trainer writes; - for its output')
    .option('--results <file>', 'its results.csv or metrics.csv (default: found)')
    .option('--weights <folder>', 'folder of its weights (default: beside the results)')
    .addOption(seconds('--checkpoint-interval', 'least time between two uploads', 900))
    .addOption(seconds('--open-deadline', 'how long the hub is waited for at the start', 10))
    .addOption(seconds('--finish-deadline', 'how long the hub is waited for at the end', 3600))
    .passThroughOptions()
    .action(run);
}

function seconds(flag: string, description: string, preset: number): Option {
  return new Option(`${flag} <seconds>`, description).default(preset).argParser(Number);
}

async function run(command: string[], options: Options): Promise<void> {
  const since = Date.now() - 1000;
  if (options.resume !== undefined) await assertNobodyTrains(options.resume);
  const session = await open(command, options);
  const { start } = session;
  if (start.kind === 'trained') {
    throw new Error(`Model ${session.modelId} is trained already; its weights: ${start.weights}`);
  }
  if (start.kind !== 'resume' && needsCheckpoint(command) && !session.silent) {
    await session.close();
    throw new Error(`Model ${session.modelId} has no checkpoint to go on from.`);
  }
  if (session.modelUrl) process.stderr.write(`trainyard: ${session.modelUrl}\n`);
  const checkpoint = start.kind === 'resume' ? start.checkpoint : '';
  const { apiKey } = await findCredentials(options);
  process.exitCode = await runTrainer({
    ...options,
    session,
    since,
    mask: maskSecrets([apiKey]),
    command: command.map((word) => word.replaceAll(CHECKPOINT, checkpoint)),
    env: {
      ...process.env,
      PYTHONUNBUFFERED: '1',
      TRAINYARD_MODEL_ID: session.modelId ?? '',
      TRAINYARD_CHECKPOINT: checkpoint,
    },
    finishDeadline: options.finishDeadline * 1000,
  });
}

function needsCheckpoint(command: readonly string[]): boolean {
  return command.some((word) => word.includes(CHECKPOINT));
}

/** Picks up what a trainer has done whose `trainyard run` was killed; it may still be at it. */
async function assertNobodyTrains(model: string): Promise<void> {
  const identifier = parseIdentifier(model);
  if (identifier.kind === 'local') return;
  const orphans = await recoverRuns(spoolRoot(), (code, message) =>
    printWarning({ code, message }),
  );
  const running = orphans.find(({ modelId, group }) => modelId === identifier.id && group !== null);
  if (!running) return;
  throw new Error(
    `Model ${identifier.id} is still being trained, by process ${running.group}. Its 'trainyard run' has died. Wait for it and run 'trainyard sync', or end it: kill -INT -${running.group}`,
  );
}

function open(command: readonly string[], options: Options): Promise<TrainingSession> {
  const { model, trainArgs } = readCommandArguments(command);
  const { hub, apiKey, name, project, resume } = options;
  const common: SessionOptions = {
    ...(hub && { hub }),
    ...(apiKey && { apiKey }),
    agent: `run-${basename(command[0] ?? '')}`,
    system: 15_000,
    // The trainer's is told, not ours.
    environment: false,
    checkpointInterval: options.checkpointInterval * 1000,
    openDeadline: options.openDeadline * 1000,
    // Only what the hub alone can give is waited for: the checkpoint to go on from.
    whenUnreachable: resume !== undefined && needsCheckpoint(command) ? 'throw' : 'spool',
  };
  if (resume !== undefined) return openSession(resume, common);
  return openSession(options.model ?? model ?? 'custom.yaml', {
    ...common,
    name: name ?? basename(process.cwd()),
    trainArgs,
    ...(project && { project }),
  });
}
