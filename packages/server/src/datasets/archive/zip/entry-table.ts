import type { EntryLocator } from '../entry-locator.ts';
import type { ArchiveEntry } from '../open-archive.ts';
import { FolderTree } from './folder-tree.ts';
import { LOCAL_HEADER_BYTES } from './local-header.ts';
import { PathHash } from './path-hash.ts';

/**
 * All files of one archive in columns, about 60 bytes and the bare file name each, so that an
 * archive of a million entries fits into little memory. Rows are numbered from 0 in the order of
 * the archive's directory.
 */
export class EntryTable {
  readonly folders: FolderTree;
  /** Rows so far. */
  length = 0;

  readonly #offset: Float64Array;
  readonly #compressedSize: Float64Array;
  readonly #size: Float64Array;
  readonly #crc32: Uint32Array;
  readonly #method: Uint8Array;
  readonly #nameBytes: Uint16Array;
  readonly #folder: Uint32Array;
  readonly #baseEnd: Float64Array;
  #bases: Buffer = Buffer.alloc(4096);

  /** Open addressing: row + 1 by hashed path, 0 where free. Twice as many slots as rows at least. */
  readonly #slots: Uint32Array;
  readonly #slotBits: number;
  readonly #hash = new PathHash();

  /**
   * @param capacity rows at most
   * @param maxFolders folders at most, implied ones included
   */
  constructor(capacity: number, maxFolders: number) {
    this.folders = new FolderTree(maxFolders);
    this.#offset = new Float64Array(capacity);
    this.#compressedSize = new Float64Array(capacity);
    this.#size = new Float64Array(capacity);
    this.#crc32 = new Uint32Array(capacity);
    this.#method = new Uint8Array(capacity);
    this.#nameBytes = new Uint16Array(capacity);
    this.#folder = new Uint32Array(capacity);
    this.#baseEnd = new Float64Array(capacity);
    this.#slotBits = Math.ceil(Math.log2(capacity * 2 + 2));
    this.#slots = new Uint32Array(2 ** this.#slotBits);
  }

  /** Adds a file. False, and nothing added, where a file of that name is there already in any case. */
  add(entry: ArchiveEntry): boolean {
    const folded = fold(entry.path);
    const slot = this.#slotOf(folded);
    if (this.#slots[slot] !== 0) return false;

    const row = this.length;
    const cut = entry.path.lastIndexOf('/');
    this.#folder[row] = this.folders.add(cut < 0 ? '' : entry.path.slice(0, cut));
    this.#appendBase(row, entry.path.slice(cut + 1));
    const { locator } = entry;
    this.#offset[row] = locator.offset;
    this.#compressedSize[row] = locator.compressedSize;
    this.#size[row] = locator.size;
    this.#crc32[row] = locator.crc32;
    this.#method[row] = locator.method;
    this.#nameBytes[row] = entry.nameBytes;
    this.#slots[slot] = row + 1;
    this.length = row + 1;
    return true;
  }

  /** The row of the file with exactly this path, or -1. */
  find(path: string): number {
    const row = (this.#slots[this.#slotOf(fold(path))] ?? 0) - 1;
    return row >= 0 && this.path(row) === path ? row : -1;
  }

  /** Whether a file has this path, upper and lower case counting as equal. */
  hasAnyCase(path: string): boolean {
    return this.#slots[this.#slotOf(fold(path))] !== 0;
  }

  path(row: number): string {
    const folder = this.folders.path(this.folder(row));
    return folder === '' ? this.baseName(row) : `${folder}/${this.baseName(row)}`;
  }

  baseName(row: number): string {
    const start = row === 0 ? 0 : this.#baseEnd[row - 1];
    return this.#bases.toString('utf8', start, this.#baseEnd[row]);
  }

  /** Number of the file's folder in `folders`. */
  folder(row: number): number {
    return this.#folder[row] ?? 0;
  }

  /** Bytes that the file unpacks to. */
  size(row: number): number {
    return this.#size[row] ?? 0;
  }

  /** Bytes that the file takes in the archive, header apart. */
  compressedSize(row: number): number {
    return this.#compressedSize[row] ?? 0;
  }

  /** Byte at which the file's local header starts. */
  offset(row: number): number {
    return this.#offset[row] ?? 0;
  }

  /** The first byte that can belong to another entry; the local header's extra field, if any, comes on top. */
  leastEnd(row: number): number {
    const header = LOCAL_HEADER_BYTES + (this.#nameBytes[row] ?? 0);
    return this.offset(row) + header + this.compressedSize(row);
  }

  locator(row: number): EntryLocator {
    return {
      offset: this.offset(row),
      compressedSize: this.compressedSize(row),
      size: this.size(row),
      method: this.#method[row] === 8 ? 8 : 0,
      crc32: this.#crc32[row] ?? 0,
    };
  }

  #appendBase(row: number, base: string): void {
    const start = row === 0 ? 0 : (this.#baseEnd[row - 1] ?? 0);
    const end = start + Buffer.byteLength(base);
    if (end > this.#bases.length) {
      const larger = Buffer.alloc(Math.max(end, this.#bases.length * 2));
      this.#bases.copy(larger);
      this.#bases = larger;
    }
    this.#bases.write(base, start);
    this.#baseEnd[row] = end;
  }

  /** The slot that holds the path, or the free one where it belongs. */
  #slotOf(folded: string): number {
    const mask = this.#slots.length - 1;
    let slot = this.#hash.of(folded) >>> (32 - this.#slotBits);
    for (;;) {
      const held = this.#slots[slot] ?? 0;
      if (held === 0 || fold(this.path(held - 1)) === folded) return slot;
      slot = (slot + 1) & mask;
    }
  }
}

/** What names have in common that a Mac or a Windows disk takes for the same. */
function fold(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
