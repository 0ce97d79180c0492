import type { ModelDetail } from '@trainyard/protocol';

interface Named {
  readonly id: string;
  readonly name: string;
  readonly agent: string | null;
  readonly mine: boolean;
}

const environment = (origin: string) =>
  `export ULTRALYTICS_HUB_API=${origin} ULTRALYTICS_HUB_WEB=${origin}`;

/** What starts the training of a model that was made here. */
export function trainCommand({ id }: Named, origin: string): string {
  return `${environment(origin)}\nyolo train model=${origin}/models/${id}`;
}

/** What goes on with a training; the same as starting it, because the hub knows where it was. */
export function resumeCommand(model: Named, origin: string): string {
  if (/trainyard|node/i.test(model.agent ?? '')) {
    return `trainyard run --resume ${origin}/models/${model.id} -- YOUR COMMAND`;
  }
  return trainCommand(model, origin);
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
