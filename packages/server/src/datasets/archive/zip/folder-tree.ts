import { DatasetRefused } from '../dataset-refused.ts';

/**
 * The folders of an archive, each kept once and numbered in order of appearance. Number 0 is the
 * archive's own folder, whose path is empty. Parents always have a lower number than what is in them.
 */
export class FolderTree {
  readonly #paths: string[] = [''];
  readonly #parents: number[] = [-1];
  readonly #numbers = new Map<string, number>([['', 0]]);
  readonly #max: number;

  /** @param max folders at most, those included that are only implied by what they hold */
  constructor(max: number) {
    this.#max = max;
  }

  get count(): number {
    return this.#paths.length;
  }

  /**
   * The number of a folder, which is added, with its parents, where it is new.
   *
   * @throws DatasetRefused `too_many_entries`
   */
  add(path: string): number {
    const known = this.#numbers.get(path);
    if (known !== undefined) return known;
    const parent = this.add(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
    if (this.#paths.length > this.#max) {
      throw new DatasetRefused('too_many_entries', path, `It has more than ${this.#max} folders.`);
    }
    const number = this.#paths.length;
    this.#paths.push(path);
    this.#parents.push(parent);
    this.#numbers.set(path, number);
    return number;
  }

  /** The number of the folder with this path, or -1. */
  find(path: string): number {
    return this.#numbers.get(path) ?? -1;
  }

  path(folder: number): string {
    return this.#paths[folder] ?? '';
  }

  /** The number of the folder above, -1 for the archive's own. */
  parent(folder: number): number {
    return this.#parents[folder] ?? -1;
  }

  /** Last part of the path. */
  name(folder: number): string {
    const path = this.path(folder);
    return path.slice(path.lastIndexOf('/') + 1);
  }

  /** The folders directly in this one, in order of appearance. */
  childrenOf(folder: number): number[] {
    return this.#parents.flatMap((parent, number) => (parent === folder ? [number] : []));
  }
}
