/**
 * Applies an asynchronous function to items in order, with up to `ahead` calls under way at once,
 * and yields the results in the items' order. Hides the latency of many small reads while memory
 * stays bounded. An error surfaces in its turn; calls already under way are left to end unheard.
 */
export async function* mapAhead<Item, Result>(
  items: Iterable<Item>,
  ahead: number,
  call: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void> {
  const underWay: Promise<Result>[] = [];
  for (const item of items) {
    const result = call(item);
    // Awaited below; until then its failure must not count as unhandled.
    result.catch(() => {});
    underWay.push(result);
    if (underWay.length >= ahead) yield (await underWay.shift()) as Result;
  }
  for (const result of underWay) yield await result;
}
