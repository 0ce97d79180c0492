import type { ImageHead } from './image-size.ts';
import { isTurned, tiffTags } from './tiff-tags.ts';

const WIDTH = 0x0100;
const HEIGHT = 0x0101;

/** Reads a TIFF's size from its first directory, which may lie anywhere in the file. */
export function tiffSize(head: Buffer): ImageHead {
  const tags = tiffTags(head);
  if (tags === undefined) return 'more';
  const [width, height] = [tags.get(WIDTH), tags.get(HEIGHT)];
  if (width === undefined || height === undefined) return 'unknown';
  return isTurned(tags) ? { width: height, height: width } : { width, height };
}
