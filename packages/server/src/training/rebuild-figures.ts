import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { addValue, type Figures, mergeFigures } from './figures.ts';

/** Makes a model's figures from its points, one series at a time. */
export async function rebuildFigures(db: Kysely<Schema>, modelId: string): Promise<void> {
  const series = await db
    .selectFrom('series')
    .select(['id', 'name'])
    .where('model_id', '=', modelId)
    .orderBy('attempt')
    .execute();
  const figures: Figures = new Map();
  for (const { id, name } of series) {
    // The three points that the figures of a series can come from.
    const { rows } = await sql<{ step: number; value: number | null }>`
      select step, value from (select step, value from points where series_id = ${id}
        order by step desc limit 1) as newest
      union all select step, value from (select step, value from points where series_id = ${id}
        and special = 0 order by value, step limit 1) as smallest
      union all select step, value from (select step, value from points where series_id = ${id}
        and special = 0 order by value desc, step limit 1) as largest`.execute(db);
    for (const { step, value } of rows) addValue(figures, name, step, value);
  }
  if (figures.size > 0) await mergeFigures(db, modelId, figures);
}
