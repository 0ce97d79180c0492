/** The query of an address: each name with its value, or its values where it is repeated. */
export type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

/** Reads a query as browsers write it; `+` is a space, because clients link to `?tab=api+keys`. */
export function parseSearch(text: string): Record<string, string | string[]> {
  const params: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const known = params[name];
    if (known === undefined) params[name] = value;
    else params[name] = [known, value].flat();
  }
  return params;
}

/** Writes a query; names without a value are left out. */
export function stringifySearch(params: SearchParams): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === '') continue;
    for (const one of [value].flat()) pairs.append(name, one);
  }
  const text = pairs.toString();
  return text && `?${text}`;
}
