/** Groups that come first, because people look for them first. */
const FIRST = ['metrics', 'train', 'val', 'lr'];

export interface SeriesGroup {
  /** What stands before the first slash; empty for names without one. */
  readonly name: string;
  readonly series: readonly string[];
}

/** Series by what stands before their first slash. */
export function groupSeries(names: readonly string[]): SeriesGroup[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const slash = name.indexOf('/');
    const group = slash < 0 ? (name === 'lr' ? 'lr' : '') : name.slice(0, slash);
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  const place = (name: string) => {
    const index = FIRST.indexOf(name);
    return index < 0 ? FIRST.length : index;
  };
  return [...groups]
    .map(([name, series]) => ({ name, series }))
    .sort((a, b) => place(a.name) - place(b.name) || a.name.localeCompare(b.name));
}
