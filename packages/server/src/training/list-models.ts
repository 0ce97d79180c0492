import type { ListModelsQuery, ModelPage } from '@trainyard/protocol';
import type { Caller } from '../accounts/caller.ts';
import { findManyOwned } from '../catalogue/owned-objects.ts';
import type { Database } from '../database/open-database.ts';
import { countModels } from './lists/matching-models.ts';
import { pageOfModels } from './lists/page-of-models.ts';
import { modelColumn } from './model-columns.ts';
import { showModelRows } from './show-models.ts';

/**
 * One page of the caller's models, the pinned ones first; or of everybody's public ones. Models
 * asked for by id may be anybody's, as far as the caller may see them.
 * @throws HubError invalid_query
 */
export async function listModels(
  database: Database,
  caller: Caller,
  query: ListModelsQuery,
): Promise<ModelPage> {
  const columns = (query.column ?? []).map(modelColumn);
  const counting = countModels(database, caller, query);
  // Only ids are sorted: whole rows of 100,000 models would not fit into the sorter's memory.
  const [ids, total] = await Promise.all([
    pageOfModels(database, caller, query, counting),
    counting,
  ]);
  const found = await findManyOwned(database.db, 'models', ids);
  const byId = new Map(found.map((row) => [row.id, row]));
  const rows = ids.flatMap((id) => byId.get(id) ?? []);
  return { items: await showModelRows(database, caller, rows, columns), total };
}
