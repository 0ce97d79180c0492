import { setTimeout as pause } from 'node:timers/promises';
import { Kysely, type TransactionBuilder } from 'kysely';
import { DatabaseUnavailableError, isUniqueViolation } from '../database-error.ts';
import { isPassing } from './errors.ts';

/** Tries of one transaction, the first included. */
const TRIES = 5;

/** Tries of one that found a name taken which was free when it looked. */
const TRIES_FOR_A_NAME = 3;

/** Longest pause before the second try, in milliseconds; it doubles with each further one. */
const PAUSE_MS = 10;

/**
 * Kysely whose transactions are tried again when PostgreSQL undid them for another's sake: after a
 * deadlock or a serialization failure, and when another took a free name first. So what runs in a
 * transaction may run several times, and must leave no trace outside of it.
 */
export class RetryingKysely<DB> extends Kysely<DB> {
  override transaction(): TransactionBuilder<DB> {
    const builder = super.transaction();
    const once = builder.execute.bind(builder) as TransactionBuilder<DB>['execute'];
    const execute: typeof once = (work) => retried(() => once(work));
    return Object.assign(builder, { execute });
  }
}

/** Does some work that PostgreSQL undoes whole when it fails, until it passes. */
export async function retried<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      const most = isPassing(error) ? TRIES : isUniqueViolation(error) ? TRIES_FOR_A_NAME : 1;
      if (tries >= most) throw isPassing(error) ? new DatabaseUnavailableError(error) : error;
      await pause(Math.random() * PAUSE_MS * 2 ** tries);
    }
  }
}
