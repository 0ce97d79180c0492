import { HubError, type ModelConfig } from '@trainyard/protocol';

/** A training argument's value. */
export type TrainArg = string | number | boolean;

/** Training arguments by the trainer's own names. */
export type TrainArgs = Readonly<Record<string, TrainArg>>;

/** The names that the HUB API uses for arguments, on create (camel case) and in replies (snake). */
const WIRE_NAMES: Readonly<Record<string, string>> = {
  batchSize: 'batch',
  batch_size: 'batch',
  imageSize: 'imgsz',
};

/** What a model trains with when nothing else was asked: the defaults of the HUB's own form. */
export const DEFAULT_TRAIN_ARGS: TrainArgs = {
  batch: -1,
  epochs: 300,
  imgsz: 640,
  patience: 100,
  device: '',
  cache: 'ram',
};

/** Arguments that are numbers wherever they look like one; clients send both forms. */
const NUMERIC = new Set(['batch', 'epochs', 'imgsz', 'patience', 'workers', 'seed']);

/** `data`, `resume` and `model` are the hub's to fill in; the rest would reach the file system. */
const RESERVED = new Set(['data', 'resume', 'model', 'project', 'name', 'save_dir', 'exist_ok']);

const MAX_ARGS = 200;

/**
 * The arguments of a request's `config`, over `before`. A null takes an argument back to its
 * default; names that the hub fills in itself are left out.
 * @throws HubError invalid_body
 */
export function trainArgsFrom(config: ModelConfig, before: TrainArgs): TrainArgs {
  const args: Record<string, TrainArg> = { ...before };
  for (const [key, given] of Object.entries(config)) {
    const name = WIRE_NAMES[key] ?? key;
    const value = Array.isArray(given) ? fromList(name, given) : given;
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name)) {
      throw new HubError('invalid_body', {
        message: `"${name.slice(0, 80)}" is not the name of a training argument.`,
      });
    }
    if (RESERVED.has(name)) continue;
    if (value === null) {
      delete args[name];
      if (name in DEFAULT_TRAIN_ARGS) args[name] = DEFAULT_TRAIN_ARGS[name]!;
      continue;
    }
    if (typeof value === 'string' && value.length > 10_000) {
      throw new HubError('invalid_body', {
        message: `config.${name} has ${value.length} characters; at most 10,000 are accepted.`,
      });
    }
    args[name] = NUMERIC.has(name) ? numberIfNumeric(value) : value;
  }
  if (Object.keys(args).length > MAX_ARGS) {
    throw new HubError('invalid_body', {
      message: `config may hold at most ${MAX_ARGS} arguments.`,
    });
  }
  return args;
}

/** Trainers train at the longer side of an image size, and read devices as `0,1`. */
function fromList(name: string, values: readonly (string | number)[]): TrainArg {
  return name === 'imgsz' ? Math.max(0, ...values.map(Number)) || 640 : values.join(',');
}

/**
 * How many epochs were asked for, of arguments as they are stored, or null. They are one flat object,
 * and a quotation mark within a text is escaped, so that nothing but the name matches. To parse a
 * hundred arguments for this took a list longer than to read its models.
 */
export function epochsOf(stored: string): number | null {
  const [, epochs] = /"epochs"\s*:\s*(-?\d[\d.eE+-]*)/.exec(stored) ?? [];
  return epochs === undefined ? null : Math.floor(Number(epochs));
}

function numberIfNumeric(value: TrainArg): TrainArg {
  if (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value.trim())) return value;
  return Number(value);
}
