import { type RawBuilder, sql } from 'kysely';

/**
 * Learns a model's pace from the arrivals of its epochs: columns `epoch_at` and `pace_ms` in an
 * update of `models` joined with `v` (model id, epochs done). A longer epoch counts at once, a
 * shorter one a quarter at a time, so that a training whose validation comes every few epochs
 * keeps the pace of its slow ones.
 */
export function paceSql(now: number): RawBuilder<unknown> {
  const gap = sql`${now} - epoch_at`;
  return sql`
      pace_ms = case
        when v.done <= epochs_done or epoch_at is null then pace_ms
        when pace_ms is null or ${gap} >= pace_ms then ${gap}
        else pace_ms - (pace_ms - (${gap})) / 4
      end,
      epoch_at = case when v.done > epochs_done or epoch_at is null then ${now} else epoch_at end`;
}
