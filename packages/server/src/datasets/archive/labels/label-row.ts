import type { KptShape, LabelTask } from '../dataset-task.ts';
import type { DatasetProblemCode } from '../problem-log.ts';

/** What label lines are held against. */
export interface LabelSpec {
  readonly task: LabelTask;
  /** Number of classes. */
  readonly classes: number;
  /** Only for the task `pose`. */
  readonly kptShape: KptShape | null;
}

/** One object: its class and its numbers in the order that the task's annotations have them. */
export interface LabelRow {
  readonly values: readonly number[];
  /** Whether a coordinate lay slightly outside and was moved to the edge. */
  readonly isClamped: boolean;
}

/** Why a line is no object. */
export interface LabelFault {
  readonly code: Extract<
    DatasetProblemCode,
    'label_columns' | 'label_not_number' | 'label_class' | 'label_range'
  >;
  readonly detail: string;
}

/** What Python's `float` reads and what is finite. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Newer trainers put up with this much beyond the edge; here it is moved to the edge for all. */
const TOLERANCE = 0.01;

const BOX_COLUMNS = 5;
const QUAD_COLUMNS = 9;
const LEAST_POLYGON_COLUMNS = 7;

/** Reads one line of a label file that is not blank. */
export function parseLabelRow(line: string, spec: LabelSpec): LabelRow | LabelFault {
  const fields = line.trim().split(/\s+/);
  const wrong = fields.find((field) => !NUMBER.test(field));
  if (wrong !== undefined) return { code: 'label_not_number', detail: `There is "${wrong}".` };
  const expected = columnFault(fields.length, spec);
  if (expected !== undefined) {
    const detail = `Expected ${expected}, got ${fields.length} columns.`;
    return { code: 'label_columns', detail };
  }
  const numbers = fields.map(Number);
  const [classId = -1, ...rest] = numbers;
  if (!Number.isInteger(classId) || classId < 0 || classId >= spec.classes) {
    return { code: 'label_class', detail: `It is ${fields[0]} of 0 to ${spec.classes - 1}.` };
  }
  if (spec.task === 'segment' || spec.task === 'obb') return checkPolygon(numbers);
  if (rest.length >= LEAST_POLYGON_COLUMNS - 1 && spec.task === 'detect') {
    return checkBox([classId, ...boxAround(rest)], spec);
  }
  return checkBox(numbers, spec);
}

/** What was expected instead of this many columns, or undefined where they are right. */
function columnFault(columns: number, { task, kptShape }: LabelSpec): string | undefined {
  const isPolygon = columns >= LEAST_POLYGON_COLUMNS && columns % 2 === 1;
  switch (task) {
    case 'detect':
      return columns === BOX_COLUMNS || isPolygon ? undefined : 'class, x, y, width, height';
    case 'segment':
      return isPolygon ? undefined : 'class and at least three points';
    case 'obb':
      return columns === QUAD_COLUMNS ? undefined : 'class and four corners';
    case 'pose': {
      const [keypoints, dimensions] = kptShape ?? [0, 2];
      const wanted = BOX_COLUMNS + keypoints * dimensions;
      return columns === wanted ? undefined : `box and keypoints in ${wanted} columns`;
    }
  }
}

/** A polygon may reach beyond the image, as trainers allow; the box around it may not. */
function checkPolygon(numbers: readonly number[]): LabelRow | LabelFault {
  const box = boxAround(numbers.slice(1));
  return box.some(isOutside)
    ? rangeFault(box.find(isOutside))
    : { values: numbers, isClamped: false };
}

function checkBox(
  numbers: readonly number[],
  { kptShape, task }: LabelSpec,
): LabelRow | LabelFault {
  const dimensions = kptShape?.[1] ?? 2;
  const values = [...numbers];
  let isClamped = false;
  for (let index = 1; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    const isVisibility =
      task === 'pose' &&
      dimensions === 3 &&
      index >= BOX_COLUMNS &&
      (index - BOX_COLUMNS) % 3 === 2;
    if (isVisibility ? value < 0 || value > 2 : isOutside(value)) return rangeFault(value);
    const clamped = isVisibility ? value : Math.min(1, Math.max(0, value));
    isClamped ||= clamped !== value;
    values[index] = clamped;
  }
  return { values, isClamped };
}

function isOutside(value: number): boolean {
  return !(value >= -TOLERANCE && value <= 1 + TOLERANCE);
}

function rangeFault(value: number | undefined): LabelFault {
  return { code: 'label_range', detail: `There is ${value}.` };
}

/** Centre, width and height of the box around points given as x, y, x, y, … */
function boxAround(points: readonly number[]): [x: number, y: number, w: number, h: number] {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let index = 0; index + 1 < points.length; index += 2) {
    const [x = 0, y = 0] = [points[index], points[index + 1]];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top];
}
