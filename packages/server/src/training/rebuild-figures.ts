import { sql, type Transaction } from 'kysely';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import { addValue, type Figures, mergeFigures } from './figures.ts';

/**
 * Makes a model's figures anew from its points, one series at a time, inside the caller's
 * transaction.
 * @param names of the metrics; all of the model's when absent.
 */
export async function rebuildFigures(
  database: Database,
  db: Transaction<Schema>,
  modelId: string,
  names?: ReadonlySet<string>,
): Promise<void> {
  const all = await db
    .selectFrom('series')
    .select(['id', 'name'])
    .where('model_id', '=', modelId)
    .orderBy('attempt')
    .execute();
  const series = names ? all.filter(({ name }) => names.has(name)) : all;
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
  const built = [...figures.keys()];
  // SQLite takes at most 32,766 parameters in a statement.
  for (let at = 0; at < built.length; at += 1000) {
    await db
      .deleteFrom('model_figures')
      .where('model_id', '=', modelId)
      .where('name', 'in', built.slice(at, at + 1000))
      .execute();
  }
  if (built.length > 0) await mergeFigures(database, db, [{ modelId, figures }]);
}
