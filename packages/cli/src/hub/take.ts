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
