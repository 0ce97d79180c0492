/** What a dataset's labels are for. */
export const DATASET_TASKS = ['detect', 'segment', 'pose', 'obb', 'classify'] as const;

/** One of the five tasks that the hub knows. */
export type DatasetTask = (typeof DATASET_TASKS)[number];

/** A task whose images are labelled by files of their own. */
export type LabelTask = Exclude<DatasetTask, 'classify'>;

/** The parts of a dataset, in the order in which they are listed. */
export const SPLITS = ['train', 'val', 'test'] as const;

/** A part of a dataset. */
export type SplitName = (typeof SPLITS)[number];

/** Keypoints of one object, and numbers for each: 2 (x, y) or 3 (x, y, visibility). */
export type KptShape = readonly [keypoints: number, dimensions: 2 | 3];

export function isDatasetTask(value: unknown): value is DatasetTask {
  return DATASET_TASKS.some((task) => task === value);
}
