import type { SplitName } from './dataset-task.ts';
import type { ToldTask } from './layout/tell-task.ts';
import type { DatasetProblems } from './problem-log.ts';

/** One split of a dataset, counted. `images` is the sum of `labelled`, `background` and `faulty`. */
export interface SplitSummary {
  /** Folders and .txt lists in the archive that the images come from. */
  readonly from: readonly string[];
  readonly images: number;
  /** Images with at least one object; for `classify` all of them. */
  readonly labelled: number;
  /** Images without a label file, or with an empty one. */
  readonly background: number;
  /** Images whose label file has a line that is no object: trainers leave them out. */
  readonly faulty: number;
  /** Objects in the labelled images; for `classify` the images. */
  readonly instances: number;
  /** `instances` by class number. */
  readonly perClass: readonly number[];
}

/** What a dataset archive holds. Serialisable as JSON, and all that `readSamples` needs. */
export interface DatasetSummary extends ToldTask {
  /** The dataset's folder in the archive; empty for the archive's own. */
  readonly root: string;
  /** Path of the YAML in the archive; null for `classify`. */
  readonly yaml: string | null;
  /** Class names by class number. */
  readonly names: readonly string[];
  /** The YAML's `flip_idx`; null where it has none. */
  readonly flipIdx: readonly number[] | null;
  /** The YAML's `channels`; null where it has none. */
  readonly channels: number | null;
  /** null: the dataset has no such split. */
  readonly splits: Readonly<Record<SplitName, SplitSummary | null>>;
  readonly bytes: {
    /** Size of the archive. */
    readonly archive: number;
    /** What all of its entries unpack to. */
    readonly unpacked: number;
  };
  readonly problems: DatasetProblems;
}
