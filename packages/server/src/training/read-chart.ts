import { type ChartQuery, type ChartReply, HubError, MAX_CHART_SERIES } from '@trainyard/protocol';
import type { Caller } from '../accounts/caller.ts';
import { maySee } from '../accounts/sharing-rules.ts';
import { type ChartParts, readLines } from './chart-lines.ts';

const DEFAULT_COLUMNS = 600;

/**
 * Series fit to draw. A series with at most two points per pixel column comes as it is; of a
 * longer one each column's smallest and largest value, so that no peak is lost, and neither what
 * is read nor what goes over the wire grows with the series.
 * @throws HubError not_found when a model is not there or may not be seen; invalid_query
 */
export async function readChart(
  parts: ChartParts,
  caller: Caller,
  query: ChartQuery,
): Promise<ChartReply> {
  const { db } = parts.database;
  const ids = [...new Set(query.model)];
  const models = await db
    .selectFrom('models')
    .select(['id', 'owner_id', 'visibility', 'deleted_at'])
    .where('id', 'in', ids)
    .execute();
  if (models.filter((model) => maySee(caller, model)).length < ids.length) {
    throw new HubError('not_found');
  }
  const rows = await db
    .selectFrom('series')
    .select(['id', 'model_id', 'name', 'attempt', 'rolled_to', 'rollup_exponent'])
    .where('model_id', 'in', ids)
    .where('name', 'in', query.series)
    .orderBy('model_id')
    .orderBy('name')
    .orderBy('attempt')
    .limit(MAX_CHART_SERIES + 1)
    .execute();
  if (rows.length > MAX_CHART_SERIES) {
    throw new HubError('invalid_query', {
      message: `A chart takes at most ${MAX_CHART_SERIES} lines (models × series × attempts).`,
    });
  }
  const range = {
    from: query.from ?? 0,
    to: query.to ?? Number.MAX_SAFE_INTEGER,
    columns: query.columns ?? DEFAULT_COLUMNS,
  };
  return { series: await readLines(parts, rows, range) };
}
