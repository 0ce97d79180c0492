/** What a trainer's command line says of the training, by the hub's names. */
export interface CommandArguments {
  /** `*.pt` or `*.yaml` that it starts from, or null. */
  readonly model: string | null;
  readonly trainArgs: Readonly<Record<string, string | number>>;
}

/** YOLOv5's names of the same things. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  img: 'imgsz',
  'img-size': 'imgsz',
  imgsz: 'imgsz',
  'batch-size': 'batch',
  weights: 'model',
};

const KNOWN = new Set(['epochs', 'imgsz', 'batch', 'patience', 'device', 'data', 'cache', 'seed']);

/**
 * Reads `key=value` (the `yolo` command) and `--key value` or `--key=value` (most scripts) for
 * what the hub has a place for. Everything else is left alone.
 */
export function readCommandArguments(command: readonly string[]): CommandArguments {
  const trainArgs: Record<string, string | number> = {};
  let model: string | null = null;
  for (const [index, word] of command.entries()) {
    const pair = /^(?:--)?([\w-]+)=(.*)$/.exec(word) ?? flag(word, command[index + 1]);
    if (!pair) continue;
    const name = OTHER_NAMES[pair[1] as string] ?? (pair[1] as string);
    const value = pair[2] as string;
    if (name === 'model' && /\.(pt|ya?ml)$/.test(value)) model = value;
    else if (KNOWN.has(name) && value !== '') trainArgs[name] = numberIfOne(value);
  }
  return { model, trainArgs };
}

function flag(word: string, next: string | undefined): (string | undefined)[] | null {
  const match = /^--([\w-]+)$/.exec(word);
  return match && next !== undefined && !next.startsWith('-') ? [word, match[1], next] : null;
}

function numberIfOne(text: string): string | number {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
