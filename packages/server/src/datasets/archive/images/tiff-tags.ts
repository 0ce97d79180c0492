/** The numbers of a TIFF directory by tag, as far as they are short enough to stand in it. */
export type TiffTags = ReadonlyMap<number, number>;

const ORIENTATION = 0x0112;
const TYPE_SHORT = 3;
const TYPE_LONG = 4;

/**
 * Reads the first directory of a TIFF, which is also what Exif metadata is.
 *
 * @returns undefined where the directory is not within `tiff`
 */
export function tiffTags(tiff: Buffer): TiffTags | undefined {
  if (tiff.length < 8) return undefined;
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));

  const start = long(4);
  if (start + 2 > tiff.length) return undefined;
  const count = short(start);
  if (start + 2 + count * 12 > tiff.length) return undefined;
  const tags = new Map<number, number>();
  for (let index = 0; index < count; index += 1) {
    const at = start + 2 + index * 12;
    const type = short(at + 2);
    if (type === TYPE_SHORT) tags.set(short(at), short(at + 8));
    else if (type === TYPE_LONG) tags.set(short(at), long(at + 8));
  }
  return tags;
}

/** Whether an image is displayed with width and height exchanged. */
export function isTurned(tags: TiffTags | undefined): boolean {
  return (tags?.get(ORIENTATION) ?? 1) >= 5;
}
