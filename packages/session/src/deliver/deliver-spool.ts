import { setTimeout as wait } from 'node:timers/promises';
import { isHubUnreachableError } from '../errors/hub-unreachable-error.ts';
import { backoff } from '../http/backoff.ts';
import type { OnProgress } from '../progress/progress-event.ts';
import type { Spool } from '../spool/spool.ts';
import type { Warn } from '../warning.ts';
import { deliverCheckpoints } from './deliver-checkpoints.ts';
import { deliverFinish } from './deliver-finish.ts';
import { deliverRecords } from './deliver-records.ts';
import type { Target } from './target.ts';

export interface DeliverSpoolOptions {
  /** Time for everything, in milliseconds. */
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
  readonly warn: Warn;
  readonly onProgress: OnProgress;
}

/**
 * Sends everything that a spool holds: records, then checkpoints, then how it ended. Waits for an
 * unreachable hub until the deadline, and keeps the process alive that long.
 *
 * @param reach finds the hub, again after each failure.
 * @throws HubUnreachableError after the deadline; NotSignedInError, RequestRefusedError at once.
 *   What was not acknowledged stays in the spool.
 */
export async function deliverSpool(
  spool: Spool,
  reach: (signal: AbortSignal) => Promise<Target>,
  options: DeliverSpoolOptions,
): Promise<void> {
  const end = Date.now() + options.deadline;
  const timeout = AbortSignal.timeout(options.deadline);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  // Requests of a session do not hold the process; whoever waits for a delivery does.
  const alive = setInterval(() => undefined, 60_000);
  try {
    for (let failures = 1; ; failures++) {
      try {
        const target = await reach(signal);
        await deliverRecords(spool, target, { signal, warn: options.warn });
        const deadline = Math.max(1, end - Date.now());
        await deliverCheckpoints(spool, target, { ...options, deadline, signal });
        await deliverFinish(spool, target, { signal, warn: options.warn });
        return;
      } catch (error) {
        options.signal?.throwIfAborted();
        if (!isHubUnreachableError(error)) throw error;
        const delay = Math.max((error.retryAfter ?? 0) * 1000, backoff(failures, Math.random()));
        if (Date.now() + delay >= end) throw error;
        await wait(delay, undefined, { signal }).catch(() => undefined);
      }
    }
  } finally {
    clearInterval(alive);
  }
}
