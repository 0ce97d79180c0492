import type uPlot from 'uplot';
import { formatDuration, formatNumber } from '../../lib/format.ts';
import type { Line, XAxis } from './line.ts';

/** Most lines in one tooltip; more would cover the chart. */
const MOST = 12;

interface Shown {
  readonly lines: readonly Line[];
  readonly axis: XAxis;
}

/** What every line says where the pointer is. Drawn by hand: it follows the pointer. */
export function tooltipPlugin(shown: () => Shown): uPlot.Plugin {
  const tip = document.createElement('div');
  tip.className = 'chart-tip';
  tip.hidden = true;
  return {
    hooks: {
      init: (plot) => {
        plot.over.append(tip);
        plot.over.addEventListener('mouseleave', () => {
          tip.hidden = true;
        });
      },
      setCursor: (plot) => {
        const { idx, left, top } = plot.cursor;
        // Charts that only share the cursor show the line, not a second tooltip each.
        const own = plot.over.matches(':hover');
        if (!own || idx === null || idx === undefined || left === undefined || left < 0) {
          tip.hidden = true;
          return;
        }
        const { lines, axis } = shown();
        const x = plot.data[0][idx]!;
        tip.replaceChildren(
          heading(axis, x),
          ...lines.slice(0, MOST).flatMap((line) => row(line, x)),
        );
        tip.hidden = false;
        place(tip, plot, left, top ?? 0);
      },
    },
  };
}

function heading(axis: XAxis, x: number): HTMLElement {
  const element = document.createElement('div');
  element.className = 'muted';
  element.textContent =
    axis === 'value'
      ? formatNumber(x)
      : axis === 'time'
        ? formatDuration(x)
        : `${axis === 'epoch' ? 'Epoch' : 'Step'} ${Math.round(x)}`;
  return element;
}

/** The line's value at `x`, or its nearest one. */
function row(line: Line, x: number): HTMLElement[] {
  const value = nearest(line, x);
  if (value === undefined) return [];
  const element = document.createElement('div');
  element.className = 'line';
  const swatch = document.createElement('span');
  swatch.className = 'swatch';
  swatch.style.background = line.color;
  const name = document.createElement('span');
  name.textContent = line.label;
  const figure = document.createElement('b');
  figure.textContent = formatNumber(value);
  element.append(swatch, name, figure);
  return [element];
}

function nearest({ x: xs, y }: Line, x: number): number | null | undefined {
  let low = 0;
  let high = xs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle]! < x) low = middle + 1;
    else high = middle;
  }
  const before = low > 0 && x - xs[low - 1]! < Math.abs(xs[low]! - x) ? low - 1 : low;
  return y[before];
}

function place(tip: HTMLElement, plot: uPlot, left: number, top: number): void {
  const { clientWidth: width } = plot.over;
  const right = left > width / 2;
  tip.style.left = right ? '' : `${left + 12}px`;
  tip.style.right = right ? `${width - left + 12}px` : '';
  tip.style.top = `${Math.max(0, Math.min(top - 20, plot.over.clientHeight - tip.clientHeight))}px`;
}
