import { sql, type Transaction } from 'kysely';
import type { Database } from '../../database/open-database.ts';
import type { Schema } from '../../database/schema.ts';
import { finestFor, LEVEL_STEP, levelsUpTo } from './rollup-levels.ts';

/** Points that one transaction sums up: it must not keep the metrics waiting for long. */
const POINTS_AT_A_TIME = 8192;

/** The newest points are left alone: what comes late usually belongs to them. */
const POINTS_LEFT = 4096;

/** Points beyond the rollups of a series from which on they are extended. */
export const MOST_UNROLLED = POINTS_AT_A_TIME + POINTS_LEFT;

/** The next stretch of a series that is to be summed up. */
interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly finest: number;
}

/**
 * Extends the rollups of a series by one stretch.
 * @returns false when there is nothing to do: it is short, up to date, or gone.
 */
export async function extendRollups(
  database: Database,
  modelId: string,
  seriesId: number,
): Promise<boolean> {
  const stretch = await nextStretch(database, seriesId);
  if (!stretch) return false;
  await database.db.transaction().execute(async (trx) => {
    // The ingest changes this row too, before it stores a point: until the commit it waits.
    const model = await trx
      .updateTable('models')
      .set((eb) => ({
        rolled_to: sql<number>`case when rolled_to < ${eb.val(stretch.until)}
          then ${eb.val(stretch.until)} else rolled_to end`,
      }))
      .where('id', '=', modelId)
      .executeTakeFirst();
    const series = await trx
      .updateTable('series')
      .set({ rolled_to: stretch.until, rollup_exponent: stretch.finest })
      .where('id', '=', seriesId)
      .where('rolled_to', '=', stretch.from)
      .executeTakeFirst();
    if (model.numUpdatedRows > 0n && series.numUpdatedRows > 0n) {
      await sumUp(trx, seriesId, stretch);
    }
  });
  return true;
}

async function nextStretch({ db }: Database, seriesId: number): Promise<Stretch | undefined> {
  const series = await db
    .selectFrom('series')
    .select(['rolled_to', 'rollup_exponent'])
    .where('id', '=', seriesId)
    .executeTakeFirst();
  if (!series) return undefined;
  const from = series.rolled_to;
  const nth = (offset: number) =>
    db
      .selectFrom('points')
      .select('step')
      .where('series_id', '=', seriesId)
      .where('step', '>=', from)
      .orderBy('step')
      .offset(offset)
      .limit(1)
      .executeTakeFirst();
  if (!(await nth(MOST_UNROLLED))) return undefined;
  const [first, last] = [await nth(0), await nth(POINTS_AT_A_TIME)];
  if (!first || !last) return undefined;
  const finest =
    from > 0 ? series.rollup_exponent : finestFor((last.step - first.step) / POINTS_AT_A_TIME);
  const length = 2 ** finest;
  return { from, until: Math.max(from + length, Math.floor(last.step / length) * length), finest };
}

async function sumUp(trx: Transaction<Schema>, seriesId: number, stretch: Stretch): Promise<void> {
  const { from, until, finest } = stretch;
  const exact = (number: number) => sql`cast(${number} as bigint)`;
  await sql`insert into rollups (series_id, exponent, block, step, at, low, high, odd)
    select series_id, cast(${finest} as integer), step / ${exact(2 ** finest)}, min(step), min(at),
      min(value), max(value), cast(sum(case when special = 0 then 0 else 1 end) as integer)
    from points where series_id = ${seriesId} and step >= ${from} and step < ${until}
    group by 1, 3`.execute(trx);
  for (const exponent of levelsUpTo(finest, until).slice(1)) {
    // The blocks that this stretch completes; the first of them may have begun before it.
    const blocks = [from, until].map((step) => Math.floor(step / 2 ** exponent));
    const [first, end] = blocks.map((block) => block * 2 ** LEVEL_STEP);
    if (first === end) break;
    await sql`insert into rollups (series_id, exponent, block, step, at, low, high, odd)
      select series_id, cast(${exponent} as integer), block / ${exact(2 ** LEVEL_STEP)}, min(step),
        min(at), min(low), max(high), cast(sum(odd) as integer)
      from rollups where series_id = ${seriesId} and exponent = ${exponent - LEVEL_STEP}
        and block >= ${first} and block < ${end}
      group by 1, 3`.execute(trx);
  }
}
