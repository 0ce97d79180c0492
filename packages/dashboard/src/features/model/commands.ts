import type { ModelDetail } from '@trainyard/protocol';

type Named = Pick<ModelDetail, 'id' | 'agent' | 'records'>;

const environment = (origin: string) =>
  `export ULTRALYTICS_HUB_API=${origin} ULTRALYTICS_HUB_WEB=${origin}`;

/** What starts the training of a model that was made here. */
export function trainCommand({ id }: Pick<ModelDetail, 'id'>, origin: string): string {
  return `${environment(origin)}\nyolo train model=${origin}/models/${id}`;
}

/** What goes on with a training, by what it was trained with and how that was started. */
export function resumeCommand(model: Named, origin: string): string {
  const address = `${origin}/models/${model.id}`;
  const environment = (model.records['environment'] ?? {}) as Readonly<Record<string, unknown>>;
  const text = (name: string) => {
    const value = environment[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const folder = text('directory');
  const place = folder ? `cd ${quoted(folder)}\n` : '';
  if (model.agent?.startsWith('run-')) {
    const child = / -- (.+)$/s.exec(text('command') ?? '')?.[1] ?? 'YOUR COMMAND';
    return `${place}trainyard run --resume ${address} -- ${child}`;
  }
  if (model.agent?.startsWith('node-')) {
    const command = text('command') ?? 'node train.ts';
    // A program that was given the model finds it again by that; others have to be told.
    const told = command.includes(model.id) ? '' : `# openSession('${address}')\n`;
    return `${place}${told}TRAINYARD_URL=${origin} ${command}`;
  }
  if (text('ultralyticsVersion')) {
    const weights = lastWeights(model);
    const told = weights ? '' : '# FOLDER is what the trainer printed after “Logging results to”\n';
    return `export ULTRALYTICS_PLATFORM_URL=${origin}\n${told}yolo train resume model=${weights ?? 'FOLDER/weights/last.pt'}`;
  }
  return trainCommand(model, origin);
}

/** Where `ultralytics` keeps the checkpoint that it resumes from: below its absolute `save_dir`. */
function lastWeights({ records }: Pick<Named, 'records'>): string | undefined {
  const args = (records['train_args'] ?? {}) as Readonly<Record<string, unknown>>;
  const folder = args['save_dir'];
  const isKnown = typeof folder === 'string' && folder !== '' && folder !== 'None';
  return isKnown ? quoted(`${folder}/weights/last.pt`) : undefined;
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** How the weights of a trained model are used. */
export function usageSnippet(
  { id, mine }: Pick<ModelDetail, 'id' | 'mine'>,
  origin: string,
): string {
  const key = mine ? '' : '  # after `yolo login`, with a key of this hub';
  return `# ${environment(origin)}
from ultralytics import YOLO

model = YOLO("${origin}/models/${id}")${key}
results = model("image.jpg")`;
}
