import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import { type Piece, planReading, type Window } from './rollup-levels.ts';

/** What the points of one column of a chart come to. */
export interface Column {
  /** The first step that has a point. */
  readonly step: number;
  /** When the earliest of them arrived. */
  readonly at: number;
  /** The smallest finite value, or null. */
  readonly low: number | null;
  /** The largest finite value, or null. */
  readonly high: number | null;
  /** How many values are no finite number. */
  readonly odd: number;
}

/**
 * A window of a series by columns of equal width, those without a point left out. One statement,
 * so that points and rollups are of one moment; rollups that are made after `window` was put
 * together are not used, and those that were there stay right.
 */
export async function readColumns(
  db: Kysely<Schema>,
  seriesId: number,
  window: Window,
): Promise<Column[]> {
  const { width, pieces } = planReading(window);
  const parts = pieces.map((piece) => readPiece(seriesId, piece, width));
  const { rows } = await sql<Column>`select min(step) as step, min(at) as at,
      min(low) as low, max(high) as high, cast(sum(odd) as integer) as odd
    from (${sql.join(parts, sql` union all `)}) as pieces
    group by place order by place`.execute(db);
  return rows;
}

function readPiece(
  seriesId: number,
  { exponent, from, until }: Piece,
  width: number,
): RawBuilder<unknown> {
  // Literals: as parameters they are no integers on SQLite, and the divisions would be slow ones.
  if (exponent === undefined) {
    return sql`select step / ${sql.lit(width)} as place, step, at, value as low, value as high,
        case when special = 0 then 0 else 1 end as odd
      from points where series_id = ${seriesId} and step >= ${from} and step < ${until}`;
  }
  const length = 2 ** exponent;
  return sql`select block / ${sql.lit(width / length)} as place, step, at, low, high, odd
    from rollups where series_id = ${seriesId} and exponent = ${exponent}
      and block >= ${from / length} and block < ${until / length}`;
}
