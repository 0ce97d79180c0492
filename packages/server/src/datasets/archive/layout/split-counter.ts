import type { SplitSummary } from '../dataset-summary.ts';
import { SPLITS, type SplitName } from '../dataset-task.ts';
import { splitBit } from './mark-splits.ts';
import type { SplitSources } from './split-sources.ts';

/** What an image counts as. */
export type ImageState = 'labelled' | 'background' | 'faulty';

/** Counts the images and objects of each split. */
export class SplitCounter {
  readonly #counts: { labelled: number; background: number; faulty: number; perClass: number[] }[];

  /** @param classes number of classes */
  constructor(classes: number) {
    this.#counts = SPLITS.map(() => ({
      labelled: 0,
      background: 0,
      faulty: 0,
      perClass: new Array<number>(classes).fill(0),
    }));
  }

  /** @param mask splits that the image is in, see `splitBit` */
  addImage(mask: number, state: ImageState): void {
    for (const [index, count] of this.#counts.entries()) {
      if (mask & splitBit(index)) count[state] += 1;
    }
  }

  /** @param mask splits that the object's image is in, see `splitBit` */
  addObject(mask: number, classId: number): void {
    for (const [index, { perClass }] of this.#counts.entries()) {
      if (mask & splitBit(index)) perClass[classId] = (perClass[classId] ?? 0) + 1;
    }
  }

  /** The counts, null for splits without sources. */
  toSplits(sources: SplitSources): Record<SplitName, SplitSummary | null> {
    const summaries = this.#counts.map(({ perClass, ...states }, index): SplitSummary | null => {
      const from = sources[SPLITS[index] ?? 'train'];
      if (from.length === 0) return null;
      const images = states.labelled + states.background + states.faulty;
      const instances = perClass.reduce((sum, count) => sum + count, 0);
      return { from, images, ...states, instances, perClass };
    });
    const [train = null, val = null, test = null] = summaries;
    return { train, val, test };
  }
}
