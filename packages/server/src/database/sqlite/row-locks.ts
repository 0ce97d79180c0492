import type { RowLocks } from '../row-locks.ts';

/** A transaction that may write has the whole file to itself. */
export const rowLocks: RowLocks = {
  models: async () => {},
  name: async () => {},
};
