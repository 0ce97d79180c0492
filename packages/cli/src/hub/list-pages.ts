import type { ListReply } from '@trainyard/protocol';
import { type HubClient, readData } from '@trainyard/session';

const PAGE = 100;

/** Goes through a list of the HUB API, page by page. */
export async function* listPages<Item>(
  client: HubClient,
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
): AsyncGenerator<Item> {
  let last: string | null = null;
  do {
    const page: ListReply<Item> = await client.call({
      what: 'the list',
      path,
      query: { limit: String(PAGE), ...query, ...(last !== null && { last_doc_id: last }) },
      read: readData<ListReply<Item>>,
    });
    yield* page.results;
    last = page.lastRecordId;
  } while (last !== null);
}

/** The first `limit` items, all when it is undefined. */
export async function take<Item>(items: AsyncIterable<Item>, limit?: number): Promise<Item[]> {
  const taken: Item[] = [];
  if (limit === 0) return taken;
  for await (const item of items) {
    taken.push(item);
    if (taken.length === limit) break;
  }
  return taken;
}
