import type { LiveChange } from '@trainyard/protocol';

/** What to read again, and how long to wait for more of the same, in milliseconds. */
export interface Refresh {
  readonly key: readonly string[];
  readonly delay: number;
}

/** Lists wait: their figures are written a moment after the metrics that they come from. */
export const LIST_DELAY = 900;

/** What a change makes out of date. Charts come first: somebody may be looking at them. */
export function refreshPlan({ type, modelId }: LiveChange): Refresh[] {
  const list = { key: ['models'], delay: LIST_DELAY };
  const model = { key: ['model', modelId], delay: 150 };
  const log = { key: ['console', modelId], delay: 150 };
  switch (type) {
    case 'metrics':
      return [
        { key: ['chart', modelId], delay: 0 },
        { key: ['series', modelId], delay: LIST_DELAY },
        model,
        log,
        { key: ['system', modelId], delay: 500 },
        list,
      ];
    case 'console':
      return [log];
    case 'system':
      return [{ key: ['system', modelId], delay: 500 }];
    case 'checkpoint':
      return [{ key: ['checkpoints', modelId], delay: 100 }, model, list];
    default:
      return [
        { key: ['checkpoints', modelId], delay: 100 },
        { key: ['chart', modelId], delay: 100 },
        model,
        log,
        list,
        { key: ['projects'], delay: LIST_DELAY },
        { key: ['trash'], delay: 200 },
      ];
  }
}
