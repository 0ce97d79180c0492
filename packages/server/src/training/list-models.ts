import type { ListModelsQuery, ModelPage } from '@trainyard/protocol';
import type { Caller } from '../accounts/caller.ts';
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
  const showing = async () => {
    // Only ids are sorted: whole rows of 100,000 models would not fit into the sorter's memory.
    const ids = await pageOfModels(database, caller, query, counting);
    return showModelRows(database, caller, ids, columns);
  };
  // Most orders do not wait for the number of all.
  const [items, total] = await Promise.all([showing(), counting]);
  return { items, total };
}
