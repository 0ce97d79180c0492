import type { HubReply, ListQuery, ListReply } from '@trainyard/protocol';
import { HubError, MAX_PAGE_SIZE } from '@trainyard/protocol';
import type { ListRequest } from '../../catalogue/owned-objects.ts';

/** Every success of the HUB API. Always 200: clients of 8.0 take 201 for a failure. */
export function success<Data>(data: Data, message = 'OK'): HubReply<Data> {
  return { success: true, message, data };
}

/** hub-sdk's page when the caller sets none. */
const DEFAULT_LIMIT = 10;

/** @throws HubError invalid_query */
export function listRequest(query: ListQuery): ListRequest {
  const limit = wholeNumber('limit', query.limit, DEFAULT_LIMIT);
  return {
    limit: Math.min(Math.max(limit, 1), MAX_PAGE_SIZE),
    after: query.last_doc_id || undefined,
    page: wholeNumber('page', query.page, 0),
    public: pythonBoolean('public', query.public),
    query: query.query,
    ...(query.project && { where: { project_id: query.project } }),
  };
}

export function listReply<Item>(
  results: readonly Item[],
  page: { total: number; lastId: string | null },
): HubReply<ListReply<Item>> {
  return success({ results, total: page.total, lastRecordId: page.lastId });
}

/** Python writes `True` and `False` into its queries. @throws HubError invalid_query */
export function pythonBoolean(name: string, text: string | undefined): boolean | undefined {
  if (text === undefined || text === '' || text === 'None') return undefined;
  const lower = text.toLowerCase();
  if (lower === 'true' || lower === '1') return true;
  if (lower === 'false' || lower === '0') return false;
  throw new HubError('invalid_query', { message: `${name} must be true or false.` });
}

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined || text === '') return otherwise;
  if (!/^\d{1,9}$/.test(text)) {
    throw new HubError('invalid_query', { message: `${name} must be a whole number from 0.` });
  }
  return Number(text);
}
