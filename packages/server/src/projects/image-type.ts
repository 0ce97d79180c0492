/** How the formats that every browser shows begin. SVG is left out: it can carry scripts. */
const SIGNATURES: readonly (readonly [type: string, at: number, bytes: string])[] = [
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/gif', 0, 'GIF8'],
  ['image/webp', 8, 'WEBP'],
];

/** The media type of an image by its first bytes, never by its name; undefined when it is none. */
export function imageTypeOf(head: Buffer): string | undefined {
  const text = head.toString('latin1');
  return SIGNATURES.find(([, at, bytes]) => text.startsWith(bytes, at))?.[0];
}
