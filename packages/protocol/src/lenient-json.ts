/**
 * JSON as Python writes it: `json.dumps` emits bare `NaN`, `Infinity` and `-Infinity`, which
 * `JSON.parse` refuses. These two functions read and write that dialect.
 */

const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\bInfinity\b|\bNaN\b/g;
const MARK = '\u0000non-finite:';

/**
 * Parses JSON that may hold bare `NaN`, `Infinity` and `-Infinity`.
 *
 * Plain JSON takes the fast path of `JSON.parse`.
 * @throws SyntaxError when it is neither.
 */
export function parseLenientJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!text.includes('NaN') && !text.includes('Infinity')) throw error;
  }
  const marked = text.replace(TOKENS, (token) =>
    token.startsWith('"') ? token : JSON.stringify(MARK + token),
  );
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(MARK) ? Number(value.slice(MARK.length)) : value,
  );
}

/** A metric's value as the hub's own replies write it: strict JSON that loses nothing. */
export type MetricValueOnWire = number | null | 'NaN' | 'Infinity' | '-Infinity';

/** Writes a metric's value as strict JSON; non-finite numbers become strings. */
export function metricValueToWire(value: number | null): MetricValueOnWire {
  if (value === null || Number.isFinite(value)) return value;
  return String(value) as MetricValueOnWire;
}

/**
 * Reads a metric's value: a number, null, or the string form of a number (`"NaN"`, `"0.5"`).
 * @returns undefined for anything else.
 */
export function metricValueFromWire(value: unknown): number | null | undefined {
  if (typeof value === 'number' || value === null) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  if (value === 'NaN' || value === 'nan') return Number.NaN;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}
