import { HubError, metricValueFromWire, parseLenientJson } from '@trainyard/protocol';

/**
 * The values of one epoch, as two lists of the same order: a pair for every value would be most of
 * the objects of a call. Null is kept: it is what newer clients send for a non-finite number.
 */
export interface EpochMetrics {
  /** Counted from 0. */
  readonly epoch: number;
  /** Names of series. */
  readonly names: readonly string[];
  readonly values: readonly (number | null)[];
}

/** Most series in one call. */
export const MAX_SERIES_PER_CALL = 10_000;

/** Longest name of a series, in characters. */
const MAX_SERIES_NAME = 256;

/** What no engine keeps as it is: NUL, and halves of a surrogate pair. */
const UNUSUAL = /[\0\ud800-\udfff]/;

/** Most values in one call, over all its epochs. */
const MAX_VALUES_PER_CALL = 200_000;

/**
 * Reads the `metrics` of the HUB API: an object of epoch to values, where the values are a JSON
 * *string* (that is how the clients send them, with bare NaN in it) or an object.
 * @throws HubError invalid_metrics, too_many_series; the call is refused whole.
 */
export function parseEpochMetrics(metrics: unknown): EpochMetrics[] {
  if (!isObject(metrics)) throw new HubError('invalid_metrics');
  let count = 0;
  const epochs: EpochMetrics[] = [];
  for (const [key, encoded] of Object.entries(metrics)) {
    const epochMetrics = readEpoch(epochOf(key), encoded);
    count += epochMetrics.names.length;
    if (count > MAX_VALUES_PER_CALL) throw new HubError('too_many_series');
    epochs.push(epochMetrics);
  }
  // There are no more series than values: mostly nothing has to be counted.
  if (count > MAX_SERIES_PER_CALL && countSeries(epochs) > MAX_SERIES_PER_CALL) {
    throw new HubError('too_many_series');
  }
  return epochs;
}

function countSeries(epochs: readonly EpochMetrics[]): number {
  return new Set(epochs.flatMap(({ names }) => names)).size;
}

/** An epoch of pairs. */
export function epochOfPairs(
  epoch: number,
  pairs: readonly (readonly [series: string, value: number | null])[],
): EpochMetrics {
  return { epoch, names: pairs.map(([name]) => name), values: pairs.map(([, value]) => value) };
}

function epochOf(key: string): number {
  const epoch = Number(key);
  if (!/^\d{1,10}$/.test(key) || !Number.isSafeInteger(epoch)) {
    throw new HubError('invalid_metrics', {
      message: `"${key.slice(0, 40)}" is not an epoch. Epochs are integers from 0.`,
    });
  }
  return epoch;
}

function readEpoch(epoch: number, encoded: unknown): EpochMetrics {
  const decoded = typeof encoded === 'string' ? decode(epoch, encoded) : encoded;
  if (!isObject(decoded)) {
    throw new HubError('invalid_metrics', {
      message: `The metrics of epoch ${epoch} are not an object of series name to number.`,
    });
  }
  const names: string[] = [];
  const values: (number | null)[] = [];
  for (const name of Object.keys(decoded)) {
    if (name === '' || name.length > MAX_SERIES_NAME) {
      throw new HubError('invalid_metrics', {
        message: `A series name has 1 to ${MAX_SERIES_NAME} characters; one of epoch ${epoch} has ${name.length}.`,
      });
    }
    const value = metricValueFromWire(decoded[name]);
    if (value === undefined) {
      throw new HubError('invalid_metrics', {
        message: `The value of "${name.slice(0, 80)}" at epoch ${epoch} is not a number.`,
      });
    }
    // PostgreSQL keeps no NUL in a text, and a name must be the same on every engine.
    names.push(UNUSUAL.test(name) ? name.toWellFormed().replaceAll('\0', '\uFFFD') : name);
    values.push(value);
  }
  return { epoch, names, values };
}

function decode(epoch: number, text: string): unknown {
  try {
    return parseLenientJson(text);
  } catch (cause) {
    throw new HubError('invalid_metrics', {
      message: `The metrics of epoch ${epoch} are not valid JSON.`,
      cause,
    });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
