import { jpegSize } from './jpeg-size.ts';
import { tiffSize } from './tiff-size.ts';

/** Pixels of an image as it is displayed: an orientation in its metadata is taken into account. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/**
 * What the beginning of an image tells: its size; `more` where that lies behind the given bytes;
 * `unknown` where it is none of PNG, JPEG, WebP, BMP, GIF and TIFF.
 */
export type ImageHead = ImageSize | 'more' | 'unknown';

/** Bytes within which all of the formats but JPEG and TIFF tell their size. */
const FIXED_HEAD_BYTES = 30;

/** Reads an image's size from its first bytes. */
export function imageSize(head: Buffer): ImageHead {
  if (head.length < FIXED_HEAD_BYTES) return 'more';
  const magic = head.toString('latin1', 0, 16);
  if (magic.startsWith('\x89PNG\r\n\x1a\n')) {
    return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
  }
  if (magic.startsWith('\xff\xd8\xff')) return jpegSize(head);
  if (magic.startsWith('RIFF') && magic.startsWith('WEBPVP8', 8)) return webpSize(head);
  if (magic.startsWith('BM')) return bmpSize(head);
  if (/^GIF8[79]a/.test(magic)) {
    return { width: head.readUInt16LE(6), height: head.readUInt16LE(8) };
  }
  if (magic.startsWith('II*\0') || magic.startsWith('MM\0*')) return tiffSize(head);
  return 'unknown';
}

/** WebP container: a lossy, a lossless or an extended first chunk. */
function webpSize(head: Buffer): ImageHead {
  switch (head.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      const bits = head.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
    default:
      return 'unknown';
  }
}

/** BMP: the oldest header has 16-bit sizes; a negative height means "top row first". */
function bmpSize(head: Buffer): ImageHead {
  const isOldest = head.readUInt32LE(14) === 12;
  return isOldest
    ? { width: head.readUInt16LE(18), height: head.readUInt16LE(20) }
    : { width: Math.abs(head.readInt32LE(18)), height: Math.abs(head.readInt32LE(22)) };
}
