import { sql, type Transaction } from 'kysely';
import type { PointKey } from '../../database/point-writer.ts';
import type { Schema } from '../../database/schema.ts';
import { LEVEL_STEP } from './rollup-levels.ts';

/** Blocks per statement: SQLite takes at most 32,766 parameters. */
const BLOCKS_PER_STATEMENT = 5000;

/** A block whose rollup no longer says what its points do. */
interface StaleBlock {
  readonly seriesId: number;
  readonly exponent: number;
  readonly block: number;
  /** Of its series: longer blocks must end by there. */
  readonly rolledTo: number;
}

/**
 * Brings the rollups above points that have changed up to date, inside the transaction that
 * changed them, so that no reader ever sees the one without the other.
 * @param points any; those without rollups are passed over
 */
export async function refreshRollups(
  trx: Transaction<Schema>,
  points: readonly PointKey[],
): Promise<void> {
  let stale = await finestBlocks(trx, points);
  for (let from = sumPoints; stale.length > 0; from = sumBlocks) {
    for (let at = 0; at < stale.length; at += BLOCKS_PER_STATEMENT) {
      await replace(trx, stale.slice(at, at + BLOCKS_PER_STATEMENT), from);
    }
    stale = distinct(stale.map(blockAbove)).filter(isComplete);
  }
}

async function finestBlocks(
  trx: Transaction<Schema>,
  points: readonly PointKey[],
): Promise<StaleBlock[]> {
  if (points.length === 0) return [];
  const ids = [...new Set(points.map((point) => point.series_id))];
  const rows: { id: number; rolled_to: number; rollup_exponent: number }[] = [];
  for (let at = 0; at < ids.length; at += BLOCKS_PER_STATEMENT) {
    const found = trx
      .selectFrom('series')
      .select(['id', 'rolled_to', 'rollup_exponent'])
      .where('id', 'in', ids.slice(at, at + BLOCKS_PER_STATEMENT))
      .where('rolled_to', '>', 0);
    rows.push(...(await found.execute()));
  }
  const series = new Map(rows.map((row) => [row.id, row]));
  const blocks = points.flatMap(({ series_id: seriesId, step }): StaleBlock[] => {
    const rolled = series.get(seriesId);
    if (!rolled || step >= rolled.rolled_to) return [];
    const exponent = rolled.rollup_exponent;
    const block = Math.floor(step / 2 ** exponent);
    return [{ seriesId, exponent, block, rolledTo: rolled.rolled_to }];
  });
  return distinct(blocks);
}

function blockAbove(stale: StaleBlock): StaleBlock {
  const block = Math.floor(stale.block / 2 ** LEVEL_STEP);
  return { ...stale, exponent: stale.exponent + LEVEL_STEP, block };
}

/** Whether the block has a rollup at all. */
function isComplete({ exponent, block, rolledTo }: StaleBlock): boolean {
  return (block + 1) * 2 ** exponent <= rolledTo;
}

function distinct(blocks: readonly StaleBlock[]): StaleBlock[] {
  const known = new Map(blocks.map((one) => [`${one.seriesId}/${one.block}`, one]));
  return [...known.values()];
}

/** What a block's rollup is made of, `v` being the row of {@link replace} that names it. */
const sumPoints = sql`min(p.step), min(p.at), min(p.value), max(p.value),
    cast(sum(case when p.special = 0 then 0 else 1 end) as integer)
  from v cross join points as p
  where p.series_id = v.series_id and p.step >= v.block * v.length
    and p.step < (v.block + 1) * v.length`;

const sumBlocks = sql`min(r.step), min(r.at), min(r.low), max(r.high), cast(sum(r.odd) as integer)
  from v cross join rollups as r
  where r.series_id = v.series_id and r.exponent = v.exponent - ${sql.lit(LEVEL_STEP)}
    and r.block >= v.block * ${sql.lit(2 ** LEVEL_STEP)}
    and r.block < (v.block + 1) * ${sql.lit(2 ** LEVEL_STEP)}`;

async function replace(
  trx: Transaction<Schema>,
  blocks: readonly StaleBlock[],
  sums: typeof sumPoints,
): Promise<void> {
  const rows = blocks.map(
    ({ seriesId, exponent, block }) => sql`(cast(${seriesId} as bigint),
      cast(${exponent} as integer), cast(${block} as bigint), cast(${2 ** exponent} as bigint))`,
  );
  await sql`with v (series_id, exponent, block, length) as (values ${sql.join(rows)})
    insert into rollups (series_id, exponent, block, step, at, low, high, odd)
    select v.series_id, v.exponent, v.block, ${sums}
    group by v.series_id, v.exponent, v.block
    on conflict (series_id, exponent, block) do update set step = excluded.step,
      at = excluded.at, low = excluded.low, high = excluded.high, odd = excluded.odd`.execute(trx);
}
