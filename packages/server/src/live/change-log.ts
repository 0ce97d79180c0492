import { randomBytes } from 'node:crypto';
import type { LiveChange } from '@trainyard/protocol';
import type { LiveBus } from './live-bus.ts';

/** A change in the one order that it is told in. */
export interface LoggedChange extends LiveChange {
  /** Grows from one change to the next, not always by one. */
  readonly number: number;
}

/** What hears of changes. */
export interface ChangeListener {
  changed(change: LoggedChange): void;
  /** Changes before this number may have been lost: whoever watches has to look at everything. */
  lost(number: number): void;
}

/** Gives what happens its order, over all processes of the hub. */
export interface ChangeLog {
  /** Which count the numbers belong to: those of another one mean nothing. */
  readonly run: string;
  /** The newest number before anything is told. */
  readonly start: number;
  /** Tells everything from here on; called once. */
  listen(listener: ChangeListener): void;
  /** Says what is still unsaid, and ends. */
  stop(): Promise<void>;
}

/** The order within the one process that there is. It ends with it, and so does its count. */
export class LocalLog implements ChangeLog {
  readonly run = randomBytes(4).toString('hex');
  readonly start = 0;
  readonly #live: LiveBus;
  #unsubscribe = () => {};

  constructor(live: LiveBus) {
    this.#live = live;
  }

  listen({ changed }: ChangeListener): void {
    let number = this.start;
    const unsubscribe = this.#live.subscribe(({ type, modelId }) => {
      number += 1;
      changed({ number, type, modelId });
    });
    this.#unsubscribe = () => void unsubscribe();
  }

  async stop(): Promise<void> {
    this.#unsubscribe();
  }
}
