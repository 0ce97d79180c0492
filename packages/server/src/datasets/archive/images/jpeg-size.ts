import type { ImageHead } from './image-size.ts';
import { isTurned, tiffTags } from './tiff-tags.ts';

const EXIF = 'Exif\0\0';

/** Reads a JPEG's size from its frame header, turned as its Exif orientation says. */
export function jpegSize(head: Buffer): ImageHead {
  let turned = false;
  let at = 2;
  while (at + 9 <= head.length) {
    if (head[at] !== 0xff) return 'unknown';
    const marker = head[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = head.readUInt16BE(at + 2);
    if (length < 2) return 'unknown';
    if (isFrame(marker)) {
      const [height, width] = [head.readUInt16BE(at + 5), head.readUInt16BE(at + 7)];
      return turned ? { width: height, height: width } : { width, height };
    }
    const isExif = marker === 0xe1 && head.toString('latin1', at + 4, at + 10) === EXIF;
    if (isExif) turned = isTurned(tiffTags(head.subarray(at + 10, at + 2 + length)));
    at += 2 + length;
  }
  return 'more';
}

/** Start-of-frame markers: C0 to CF without the tables DHT, JPG and DAC. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}
