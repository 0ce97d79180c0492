/** The same work, done once for all who ask for the same; what failed is tried again. */
export function onceEach<Result>(
  work: (...given: readonly string[]) => Promise<Result>,
): (...given: readonly string[]) => Promise<Result> {
  const underWay = new Map<string, Promise<Result>>();
  return (...given) => {
    const key = JSON.stringify(given);
    const known = underWay.get(key);
    if (known) return known;
    const result = work(...given);
    underWay.set(key, result);
    result.catch(() => underWay.delete(key));
    return result;
  };
}
