import { type HubSeries, type MetricValueOnWire, metricValueToWire } from '@trainyard/protocol';
import type { Database } from '../database/open-database.ts';
import { pointValue } from './special-values.ts';

/** Points read at a time, so that no reply of the database grows with the series. */
const PAGE = 20_000;

/**
 * Every series of a model, one at a time, by name. Of an epoch that several attempts trained, the
 * last attempt's value counts.
 */
export async function* readSeries(database: Database, modelId: string): AsyncGenerator<HubSeries> {
  const rows = await database.db
    .selectFrom('series')
    .select(['id', 'name'])
    .where('model_id', '=', modelId)
    .orderBy('name')
    .orderBy('attempt')
    .execute();
  for (let at = 0; at < rows.length; ) {
    const { name } = rows[at]!;
    const data: Record<string, MetricValueOnWire> = {};
    for (; rows[at]?.name === name; at++) await readPoints(database, rows[at]!.id, data);
    yield { meta: { name }, data };
  }
}

async function readPoints(
  database: Database,
  seriesId: number,
  data: Record<string, MetricValueOnWire>,
): Promise<void> {
  let after = -1;
  for (;;) {
    const points = await database.db
      .selectFrom('points')
      .select(['step', 'value', 'special'])
      .where('series_id', '=', seriesId)
      .where('step', '>', after)
      .orderBy('step')
      .limit(PAGE)
      .execute();
    for (const point of points) {
      data[point.step] = metricValueToWire(pointValue(point));
      after = point.step;
    }
    if (points.length < PAGE) return;
  }
}
