import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { png } from '../test-support/images.ts';
import { imageSize } from './image-size.ts';

/** A head of at least the length that is looked at. */
function head(...parts: (string | number[])[]): Buffer {
  const bytes = Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
    ),
  );
  return Buffer.concat([bytes, Buffer.alloc(Math.max(0, 40 - bytes.length))]);
}

const frame = [0xff, 0xc2, 0, 17, 8, 0x01, 0x2c, 0x02, 0x58, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/** A TIFF directory with width, height and orientation. */
function tiff(orientation: number, order: 'II' | 'MM' = 'II'): number[] {
  const short = (value: number) =>
    order === 'II' ? [value & 255, value >> 8] : [value >> 8, value & 255];
  const long = (value: number) =>
    order === 'II' ? [...short(value), 0, 0] : [0, 0, ...short(value)];
  const field = (tag: number, value: number) => [
    ...short(tag),
    ...short(3),
    ...long(1),
    ...short(value),
    0,
    0,
  ];
  return [
    ...Buffer.from(order),
    ...short(42),
    ...long(8),
    ...short(3),
    ...field(0x100, 600),
    ...field(0x101, 300),
    ...field(0x112, orientation),
    ...long(0),
  ];
}

function exif(orientation: number): number[] {
  const payload = [...Buffer.from('Exif\0\0', 'latin1'), ...tiff(orientation)];
  return [0xff, 0xe1, 0, payload.length + 2, ...payload];
}

suite('the size that an image tells', () => {
  test('PNG', () => assert.deepEqual(imageSize(png(1234, 5)), { width: 1234, height: 5 }));

  test('JPEG, behind other segments and padding', () => {
    const bytes = head([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff], frame);
    assert.deepEqual(imageSize(bytes), { width: 600, height: 300 });
  });

  test('JPEG that a camera turned by its Exif orientation', () => {
    for (const [orientation, width, height] of [
      [1, 600, 300],
      [3, 600, 300],
      [6, 300, 600],
    ] as const) {
      const bytes = head([0xff, 0xd8], exif(orientation), frame);
      assert.deepEqual(imageSize(bytes), { width, height });
    }
  });

  test('JPEG whose frame lies further behind', () => {
    assert.equal(imageSize(head([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff], 'x'.repeat(100))), 'more');
  });

  test('GIF', () => {
    assert.deepEqual(imageSize(head('GIF89a', [64, 1, 200, 0])), { width: 320, height: 200 });
  });

  test('BMP, upside down and of the oldest kind', () => {
    const bmp = head('BM', Array(12).fill(0), [40, 0, 0, 0, 7, 0, 0, 0, 0xf8, 0xff, 0xff, 0xff]);
    assert.deepEqual(imageSize(bmp), { width: 7, height: 8 });
    const oldest = head('BM', Array(12).fill(0), [12, 0, 0, 0, 7, 0, 8, 0]);
    assert.deepEqual(imageSize(oldest), { width: 7, height: 8 });
  });

  test('WebP: lossy, lossless and extended', () => {
    const riff = (kind: string, ...rest: number[]) =>
      head('RIFF', [0, 0, 0, 0], `WEBP${kind}`, rest);
    const lossy = riff('VP8 ', 0, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 0x58, 0x42, 0x2c, 0x01);
    assert.deepEqual(imageSize(lossy), { width: 600, height: 300 });
    const bits = 599 | (299 << 14);
    const lossless = riff(
      'VP8L',
      0,
      0,
      0,
      0,
      0x2f,
      ...[0, 8, 16, 24].map((by) => (bits >>> by) & 255),
    );
    assert.deepEqual(imageSize(lossless), { width: 600, height: 300 });
    const extended = riff('VP8X', 10, 0, 0, 0, 0, 0, 0, 0, 0x57, 2, 0, 0x2b, 1, 0);
    assert.deepEqual(imageSize(extended), { width: 600, height: 300 });
    assert.equal(imageSize(riff('VP8?')), 'unknown');
  });

  test('TIFF in both byte orders, turned or not', () => {
    for (const order of ['II', 'MM'] as const) {
      assert.deepEqual(imageSize(head(tiff(1, order))), { width: 600, height: 300 });
      assert.deepEqual(imageSize(head(tiff(8, order))), { width: 300, height: 600 });
    }
  });

  test('TIFF whose directory lies further behind', () => {
    assert.equal(imageSize(head('II*\0', [0, 0, 1, 0])), 'more');
  });
});

suite('what is no image', () => {
  test('a web page', () =>
    assert.equal(imageSize(Buffer.from('<!doctype html>'.repeat(3))), 'unknown'));
  test('a JPEG that turns into noise', () => {
    assert.equal(imageSize(head([0xff, 0xd8, 0xff, 0xe0, 0, 2, 1, 2, 3, 4])), 'unknown');
    assert.equal(imageSize(head([0xff, 0xd8, 0xff, 0xe0, 0, 0])), 'unknown');
  });
  test('a TIFF without a size', () => {
    assert.equal(imageSize(head('II*\0', [8, 0, 0, 0, 0, 0])), 'unknown');
  });
  test('too few bytes to tell', () => assert.equal(imageSize(Buffer.from('BM')), 'more'));
});
