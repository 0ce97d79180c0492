import { hash } from 'node:crypto';

/** A row as every engine hands it out. */
export type Row = Readonly<Record<string, string | number | null>>;

const MODULUS = 2n ** 128n;

/**
 * The rows of a table in one number, whatever their order: engines sort text in different ways. The
 * sum of the first halves of the SHA-256 of every row.
 */
export class RowDigest {
  count: number;
  #sum: bigint;

  /** @param before what an earlier digest of the rows before these came to. */
  constructor(before: { readonly count: number; readonly sum: string } = { count: 0, sum: '0' }) {
    this.count = before.count;
    this.#sum = BigInt(`0x${before.sum}`);
  }

  add(row: Row, columns: readonly string[]): void {
    const text = JSON.stringify(columns.map((column) => row[column]));
    this.#sum = (this.#sum + BigInt(`0x${hash('sha256', text).slice(0, 32)}`)) % MODULUS;
    this.count += 1;
  }

  /** Hexadecimal. */
  get sum(): string {
    return this.#sum.toString(16);
  }
}
