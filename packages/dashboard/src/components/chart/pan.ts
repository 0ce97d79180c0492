import type uPlot from 'uplot';

/** The shown part of the x axis, and how to change it. */
export interface Panned {
  readonly range?: readonly [number, number] | null | undefined;
  readonly onRange?: ((range: [number, number] | null) => void) | undefined;
}

/**
 * Moves a zoomed chart along its x axis: by a drag with Shift or the middle button, and by a
 * sideways wheel. Without a zoom there is nowhere to go.
 */
export function panPlugin(shown: () => Panned): uPlot.Plugin {
  return {
    hooks: {
      init: (plot) => {
        const { over } = plot;
        const move = (pixels: number, from: readonly [number, number]) => {
          const perPixel = (from[1] - from[0]) / over.clientWidth;
          shown().onRange?.([from[0] - pixels * perPixel, from[1] - pixels * perPixel]);
        };
        const grab = (event: MouseEvent) => {
          const start = shown().range;
          if (!start || !(event.shiftKey || event.button === 1)) return;
          // Before the chart takes it for the beginning of a zoom.
          event.stopImmediatePropagation();
          event.preventDefault();
          const drag = (to: MouseEvent) => move(to.clientX - event.clientX, start);
          const drop = () => document.removeEventListener('mousemove', drag);
          document.addEventListener('mousemove', drag);
          document.addEventListener('mouseup', drop, { once: true });
        };
        over.parentElement!.addEventListener('mousedown', grab, { capture: true });
        over.addEventListener(
          'wheel',
          (event) => {
            const { range } = shown();
            const sideways = event.deltaX !== 0 ? event.deltaX : event.shiftKey ? event.deltaY : 0;
            if (!range || sideways === 0) return;
            event.preventDefault();
            move(-sideways, range);
          },
          { passive: false },
        );
      },
    },
  };
}
