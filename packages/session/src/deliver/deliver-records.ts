import type { Spool } from '../spool/spool.ts';
import type { Warn } from '../warning.ts';
import { isRefusedForGood } from './is-refused-for-good.ts';
import { sendRecords } from './send-records.ts';
import type { Target } from './target.ts';

export interface DeliverRecordsOptions {
  /** Segments from this number on are still being written. Default: none is. */
  readonly below?: number;
  readonly signal?: AbortSignal;
  readonly warn: Warn;
}

/** What a delivery did. */
export interface Delivered {
  readonly segments: number;
  /** Whether Stop was pressed. */
  readonly cancelled: boolean;
}

/**
 * Sends all complete segments of a spool in order, each removed once the hub has acknowledged it.
 * A segment that the hub refuses for good is set aside, with a warning.
 *
 * @throws HubUnreachableError, NotSignedInError, RequestRefusedError, NoSuchModelError: the rest
 *   stays in the spool.
 */
export async function deliverRecords(
  spool: Spool,
  target: Target,
  options: DeliverRecordsOptions,
): Promise<Delivered> {
  const segments = await spool.segments(options.below);
  let cancelled = false;
  for (const file of segments) {
    const { records, damaged } = await spool.readSegment(file);
    if (damaged > 0) {
      options.warn('spool_damaged', `${damaged} unfinished records of ${file} were left out.`);
    }
    try {
      cancelled = (await sendRecords(target, records, options.signal)) || cancelled;
      await spool.removeSegment(file);
    } catch (error) {
      if (!isRefusedForGood(error)) throw error;
      const kept = await spool.setAside(file);
      options.warn('records_refused', `${(error as Error).message} They are kept in ${kept}.`);
    }
  }
  return { segments: segments.length, cancelled };
}
