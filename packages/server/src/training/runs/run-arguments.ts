import type { CreateModelBody, ModelConfig } from '@trainyard/protocol';

/** What the trainer says of itself at a start. */
export interface RunArguments {
  /** `trainArgs` as sent: every value a string, also `"None"` and `"True"`. */
  readonly args: Readonly<Record<string, string>>;
  readonly epochs: number | null;
}

/** Arguments that make sense to any trainer; the rest are kept in the record `train_args` only. */
const SHARED = [
  'batch',
  'epochs',
  'imgsz',
  'patience',
  'device',
  'cache',
  'workers',
  'optimizer',
  'seed',
  'lr0',
  'lrf',
  'momentum',
  'weight_decay',
  'warmup_epochs',
  'cos_lr',
  'close_mosaic',
  'amp',
  'single_cls',
  'dropout',
  'freeze',
] as const;

/** Longest argument that is kept, in characters. */
const MAX_VALUE = 10_000;

/** Reads `trainArgs`; values that are no strings are written as Python would. */
export function readTrainArgs(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const args: Record<string, string> = {};
  for (const [name, raw] of Object.entries(value).slice(0, 1000)) {
    if (name.length > 128) continue;
    const text = typeof raw === 'string' ? raw : raw === null ? 'None' : JSON.stringify(raw);
    args[name] = (text ?? 'None').slice(0, MAX_VALUE);
  }
  return args;
}

/** Whether the arguments say that a training goes on: `resume` is True or a checkpoint's path. */
export function resumes(args: Readonly<Record<string, string>>): boolean {
  return !['', 'False', 'false', 'None', '0'].includes(args['resume'] ?? '');
}

/** A model as it is made from a run's arguments. Names that are not plain become the default. */
export function modelFromArguments({ args, epochs }: RunArguments): CreateModelBody {
  const config: Record<string, ModelConfig[string]> = {};
  for (const name of SHARED) {
    const value = args[name];
    if (value === undefined || value === 'None') continue;
    config[name] = value === 'True' ? true : value === 'False' ? false : numberOr(value);
  }
  if (epochs !== null) config['epochs'] = epochs;
  const weights = fileName(args['model'] ?? '');
  const data = args['data'];
  return {
    config,
    ...(weights !== undefined && { lineage: { architecture: { name: weights } } }),
    ...(data !== undefined && data !== 'None' && { dataset: { name: data.slice(0, 2000) } }),
  };
}

/** The last part of a path, when it is a name that the rules for architectures accept. */
function fileName(path: string): string | undefined {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  const plain = /^[\w.+-][\w.+ -]{0,190}$/.test(name) && !name.includes('..') && name !== 'None';
  return plain ? name : undefined;
}

function numberOr(text: string): number | string {
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : text;
}
