import type { ByteRange } from '../blobs/blob-store.ts';

/**
 * The one range that a `Range` header asks for (RFC 9110, 14.2). Several ranges, other units and
 * broken headers are ignored, as the RFC allows: the whole file is then the answer.
 * @param size of the file, in bytes.
 */
export function parseRange(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match) return undefined;
  const [, first, last] = match as unknown as [string, string, string];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size };
  }
  const start = Number(first);
  const end = last === '' ? size : Math.min(Number(last) + 1, size);
  if (start >= size) return 'unsatisfiable';
  // `bytes=5-3` is no range at all.
  return end <= start ? undefined : { start, end };
}
