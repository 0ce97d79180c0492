import { crc32 } from 'node:zlib';
import { DatasetRefused } from '../dataset-refused.ts';
import type { EntryLocator } from '../entry-locator.ts';

/** Holds an entry's unpacked bytes against the length and the checksum in the directory. */
export class EntryVerifier {
  readonly #locator: EntryLocator;
  readonly #file: string;
  #length = 0;
  #crc = 0;

  constructor(locator: EntryLocator, file: string) {
    this.#locator = locator;
    this.#file = file;
  }

  /**
   * Takes the next bytes.
   *
   * @throws DatasetRefused `entry_damaged` as soon as there are more than announced
   */
  update(bytes: Buffer): void {
    this.#length += bytes.length;
    if (this.#length > this.#locator.size) throw this.#damaged('It unpacks to more than it says.');
    this.#crc = crc32(bytes, this.#crc);
  }

  /** @throws DatasetRefused `entry_damaged` where bytes are missing or differ */
  finish(): void {
    if (this.#length < this.#locator.size) throw this.#damaged('It unpacks to less than it says.');
    if (this.#crc !== this.#locator.crc32) throw this.#damaged('Its checksum is wrong.');
  }

  #damaged(detail: string): DatasetRefused {
    return new DatasetRefused('entry_damaged', this.#file, detail);
  }
}
