import type { ListReply } from '@trainyard/protocol';
import type { CallOptions, HubClient } from './hub-client.ts';
import { readData } from './read-data.ts';

const PAGE = 100;

/** How a request is ended: see `RequestOptions`. */
export type Limits = Pick<CallOptions<unknown>, 'signal' | 'deadline' | 'background'>;

/** Goes through a list of the HUB API, page by page. */
export async function* listPages<Item>(
  client: HubClient,
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
  limits: Limits = {},
): AsyncGenerator<Item> {
  let last: string | null = null;
  do {
    const page: ListReply<Item> = await client.call({
      what: 'the list',
      path,
      query: { limit: String(PAGE), ...query, ...(last !== null && { last_doc_id: last }) },
      read: readData<ListReply<Item>>,
      ...limits,
    });
    yield* page.results;
    last = page.lastRecordId;
  } while (last !== null);
}
