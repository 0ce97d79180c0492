import type { SampleReply } from '@trainyard/protocol';

/** A label's outline; coordinates are parts of the image's width and height. */
export interface LabelShape {
  readonly label: number;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** The outlines of an image's labels. Classes of whole images have none. */
export function labelShapes({ kind, labels }: Pick<SampleReply, 'kind' | 'labels'>): LabelShape[] {
  if (kind === null || kind === 'classification') return [];
  return labels.map(([label = 0, ...numbers]) => ({
    label,
    points: kind === 'boxes' || kind === 'pose' ? corners(numbers) : pairs(numbers),
  }));
}

function corners([x = 0, y = 0, width = 0, height = 0]: number[]): [number, number][] {
  const [left, right, top, bottom] = [x - width / 2, x + width / 2, y - height / 2, y + height / 2];
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

function pairs(numbers: readonly number[]): [number, number][] {
  const points: [number, number][] = [];
  for (let at = 0; at + 1 < numbers.length; at += 2) points.push([numbers[at]!, numbers[at + 1]!]);
  return points;
}
