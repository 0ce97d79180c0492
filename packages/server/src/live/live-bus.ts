import { EventEmitter } from 'node:events';
import type { ModelState } from '@trainyard/protocol';
import type { EpochMetrics } from '../training/parse-metrics.ts';

/** Something that has just been committed, and that somebody may be watching. */
export type LiveEvent =
  | {
      readonly type: 'metrics';
      readonly modelId: string;
      readonly attempt: number;
      readonly epochsDone: number;
      readonly epochs: readonly EpochMetrics[];
    }
  | { readonly type: 'state'; readonly modelId: string; readonly state: ModelState }
  | { readonly type: 'checkpoint'; readonly modelId: string; readonly kind: string }
  | { readonly type: 'console' | 'system'; readonly modelId: string }
  | { readonly type: 'model'; readonly modelId: string };

/**
 * Tells this process what it has just done; published after the commit. What other processes do is
 * heard at the `LiveFeed` alone, so whatever has to happen once hangs on the bus.
 */
export class LiveBus {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  publish(event: LiveEvent): void {
    this.#emitter.emit('event', event);
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: (event: LiveEvent) => void): () => void {
    this.#emitter.on('event', listener);
    return () => this.#emitter.off('event', listener);
  }
}
