import type { Comparison, Goal } from './benchmark.ts';
import { median } from './statistics.ts';

const HEAD = [
  '| what | Trainyard | beside | | ratio (spread) | goal | |',
  '|---|---|---|---|---|---|---|',
];

/** The comparisons as a table in Markdown: ratios with their spread, absolute figures beside them. */
export function toTable(comparisons: readonly Comparison[]): string {
  return [...HEAD, ...comparisons.map(row)].join('\n');
}

/** Whether a goal is met; undefined when there is none. */
export function isMet(comparison: Comparison): boolean | undefined {
  const { goal } = comparison;
  if (!goal) return undefined;
  const figure = goal.of === 'value' ? median(comparison.ours) : median(ratios(comparison));
  if (Number.isNaN(figure)) return false;
  return (
    (goal.atLeast === undefined || figure >= goal.atLeast) &&
    (goal.atMost === undefined || figure <= goal.atMost)
  );
}

/** Ours divided by the peer's, round by round. */
export function ratios({ ours, peer }: Comparison): number[] {
  return peer ? ours.map((value, round) => value / peer.values[round]!) : [];
}

function row(comparison: Comparison): string {
  const { what, unit, ours, peer, goal } = comparison;
  const met = isMet(comparison);
  const ratio = peer ? spread(ratios(comparison)) : '';
  return `| ${[
    what,
    `${shown(median(ours))} ${unit}${peer ? '' : ` (${shown(Math.min(...ours))} to ${shown(Math.max(...ours))})`}`,
    peer?.name ?? '',
    peer ? `${shown(median(peer.values))} ${unit}` : '',
    ratio,
    goal ? inWords(goal, unit) : '',
    met === undefined ? '' : met ? 'met' : `**missed: ${missed(comparison)}**`,
  ].join(' | ')} |`;
}

/** What the goal looks at, and what it should have been. */
function missed(comparison: Comparison): string {
  const { of, atLeast, atMost } = comparison.goal!;
  return `${shown(median(of === 'value' ? comparison.ours : ratios(comparison)))} of ${shown((atLeast ?? atMost)!)}`;
}

function spread(values: readonly number[]): string {
  return `${shown(median(values))} × (${shown(Math.min(...values))} to ${shown(Math.max(...values))})`;
}

function inWords({ of, atLeast, atMost }: Goal, unit: string): string {
  const [words, figure] = atLeast === undefined ? ['at most', atMost] : ['at least', atLeast];
  return of === 'ratio' ? `${words} ${figure} ×` : `${words} ${figure} ${unit}`;
}

/** Three digits, as many as the figures deserve. */
function shown(figure: number): string {
  if (!Number.isFinite(figure)) return figure > 0 ? '∞' : String(figure);
  if (Math.abs(figure) >= 100) return Math.round(figure).toLocaleString('en');
  return String(Number(figure.toPrecision(3)));
}
