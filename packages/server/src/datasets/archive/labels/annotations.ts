import type { LabelTask } from '../dataset-task.ts';
import { isFault, labelLines } from './label-file.ts';
import type { LabelSpec } from './label-row.ts';

/**
 * An image's labels as a line of an NDJSON dataset has them: one key, which is the task's. All
 * coordinates are parts of the image's width or height.
 */
export type Annotations =
  /** Each [class, x centre, y centre, width, height]. */
  | { readonly boxes: readonly (readonly number[])[] }
  /** Each [class, x1, y1, x2, y2, …]. */
  | { readonly segments: readonly (readonly number[])[] }
  /** Each [class, x centre, y centre, width, height, keypoint x, y, visibility (if any), …]. */
  | { readonly pose: readonly (readonly number[])[] }
  /** Each [class, x1, y1, … x4, y4]. */
  | { readonly obb: readonly (readonly number[])[] }
  /** [class]. */
  | { readonly classification: readonly number[] };

/** What is known of an image's labels. */
export interface ImageLabels {
  /** Missing where there is no object: a background image. */
  readonly annotations?: Annotations;
  /** Lines of the label file that are no objects. */
  readonly faults: number;
}

/** Reads a label file. Throws as `labelLines` does. */
export function readAnnotations(bytes: Buffer, file: string, spec: LabelSpec): ImageLabels {
  const rows: (readonly number[])[] = [];
  let faults = 0;
  for (const { row } of labelLines(bytes, file, spec)) {
    if (isFault(row)) faults += 1;
    else rows.push(row.values);
  }
  return rows.length === 0 ? { faults } : { annotations: annotate(spec.task, rows), faults };
}

function annotate(task: LabelTask, rows: readonly (readonly number[])[]): Annotations {
  switch (task) {
    case 'detect':
      return { boxes: rows };
    case 'segment':
      return { segments: rows };
    case 'pose':
      return { pose: rows };
    case 'obb':
      return { obb: rows };
  }
}
