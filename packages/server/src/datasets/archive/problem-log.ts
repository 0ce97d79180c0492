import { printable } from './dataset-refused.ts';

/** Everything that the hub reports of a dataset without refusing it: the code and what it means. */
export const DATASET_PROBLEMS = {
  download_key: 'The .yaml has a "download" key. The hub never passes it on: trainers may run it.',
  names_generated: 'The .yaml has no "names", so classes are called class_0, class_1 and so on.',
  names_repeated: 'Two classes have the same name.',
  test_missing: 'The .yaml names a test split that is not in the archive; it is left out.',
  split_without_labels: 'No image of this split has a label.',
  class_empty: 'This class has no images in train.',
  class_unknown: 'This class is not in train, so its images are left out.',
  image_unreadable: 'This does not look like an image of the kind that its name says.',
  list_image_missing: 'The list names an image that is not in the archive.',
  list_not_portable:
    'The list names images without a leading "./", which some trainers look for in the folder they run in.',
  label_without_image: 'There is no image for this label.',
  label_shared: 'Two images share this label: their names differ only in the ending.',
  label_columns: 'The line has the wrong number of columns; the image is left out of training.',
  label_not_number: 'The line holds something other than numbers; the image is left out.',
  label_class: 'The class is not one of the dataset; the image is left out.',
  label_range: 'A coordinate is not within 0 to 1; the image is left out.',
  label_clamped: 'A coordinate is slightly above 1 or below 0; older trainers leave the image out.',
} as const;

/** A stable code of a problem. */
export type DatasetProblemCode = keyof typeof DATASET_PROBLEMS;

/** One problem that was found. */
export interface DatasetProblem {
  readonly code: DatasetProblemCode;
  /** Path in the archive. */
  readonly file: string;
  /** Line in the file from 1; null where the whole file is meant. */
  readonly line: number | null;
  readonly reason: string;
}

/** The problems of one dataset: all counted, the first ones kept. */
export interface DatasetProblems {
  readonly total: number;
  readonly byCode: Readonly<Partial<Record<DatasetProblemCode, number>>>;
  /** The first ones in the order in which they were found, at most a quarter of them of one kind. */
  readonly list: readonly DatasetProblem[];
}

/** No one kind of problem may take more than this part of what is kept. */
const SHARE_OF_ONE_CODE = 0.25;

/** Collects problems, keeping no more than it was told to, and no more than a quarter of one kind. */
export class ProblemLog {
  readonly #max: number;
  readonly #list: DatasetProblem[] = [];
  readonly #byCode: Partial<Record<DatasetProblemCode, number>> = {};
  #total = 0;

  /** @param max problems kept word for word */
  constructor(max: number) {
    this.#max = max;
  }

  /** @param detail a sentence about this very case, put before the code's own */
  add(code: DatasetProblemCode, file: string, line: number | null = null, detail?: string): void {
    const count = (this.#byCode[code] ?? 0) + 1;
    this.#byCode[code] = count;
    this.#total += 1;
    if (this.#list.length >= this.#max || count > Math.ceil(this.#max * SHARE_OF_ONE_CODE)) return;
    const meaning = DATASET_PROBLEMS[code];
    const reason = detail === undefined ? meaning : `${printable(detail)} ${meaning}`;
    this.#list.push({ code, file, line, reason });
  }

  toProblems(): DatasetProblems {
    return { total: this.#total, byCode: { ...this.#byCode }, list: [...this.#list] };
  }
}
