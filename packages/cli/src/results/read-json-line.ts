import { parseLenientJson } from '@trainyard/protocol';
import type { EpochValues } from './epoch-values.ts';

/**
 * Reads one line of metrics: a JSON object with `epoch` or `step` from 0 and numbers beside it, or
 * under `metrics`. Python's bare NaN is understood.
 * @returns null for any other line: programs print all sorts of things.
 */
export function readJsonLine(line: string): EpochValues | null {
  const text = line.trim();
  if (!text.startsWith('{') || !text.endsWith('}')) return null;
  try {
    const { epoch, step, metrics, ...rest } = parseLenientJson(text) as Record<string, unknown>;
    const at = epoch ?? step;
    if (!Number.isSafeInteger(at) || (at as number) < 0) return null;
    const named = typeof metrics === 'object' && metrics !== null ? metrics : rest;
    const numbers = Object.entries(named).filter(([, value]) => typeof value === 'number');
    return { epoch: at as number, values: Object.fromEntries(numbers) };
  } catch {
    return null;
  }
}
