import { HubError, metricValueFromWire, parseLenientJson } from '@trainyard/protocol';

/** The values of one epoch. Null is kept: it is what newer clients send for a non-finite number. */
export interface EpochMetrics {
  /** Counted from 0. */
  readonly epoch: number;
  readonly values: readonly (readonly [series: string, value: number | null])[];
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
  const seen = new Set<string>();
  let count = 0;
  const epochs: EpochMetrics[] = [];
  for (const [key, encoded] of Object.entries(metrics)) {
    const epoch = epochOf(key);
    const values = valuesOf(epoch, encoded);
    for (const [name] of values) seen.add(name);
    count += values.length;
    if (seen.size > MAX_SERIES_PER_CALL || count > MAX_VALUES_PER_CALL) {
      throw new HubError('too_many_series');
    }
    epochs.push({ epoch, values });
  }
  return epochs;
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

function valuesOf(epoch: number, encoded: unknown): [string, number | null][] {
  const decoded = typeof encoded === 'string' ? decode(epoch, encoded) : encoded;
  if (!isObject(decoded)) {
    throw new HubError('invalid_metrics', {
      message: `The metrics of epoch ${epoch} are not an object of series name to number.`,
    });
  }
  return Object.entries(decoded).map(([name, raw]) => {
    if (name === '' || name.length > MAX_SERIES_NAME) {
      throw new HubError('invalid_metrics', {
        message: `A series name has 1 to ${MAX_SERIES_NAME} characters; one of epoch ${epoch} has ${name.length}.`,
      });
    }
    const value = metricValueFromWire(raw);
    if (value === undefined) {
      throw new HubError('invalid_metrics', {
        message: `The value of "${name.slice(0, 80)}" at epoch ${epoch} is not a number.`,
      });
    }
    // PostgreSQL keeps no NUL in a text, and a name must be the same on every engine.
    return [UNUSUAL.test(name) ? name.toWellFormed().replaceAll('\0', '\uFFFD') : name, value];
  });
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
