/** A sample as it was sent; its shape depends on the client's version. */
export interface Sampled {
  readonly at: number;
  readonly sample: Readonly<Record<string, unknown>>;
}

export interface SystemChart {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

/** Which numbers go into which chart: title, unit, and the path of a number that belongs there. */
const CHARTS: readonly (readonly [title: string, unit: string, path: RegExp])[] = [
  ['GPU use', '%', /^gpus\.(\w+)\.usage$/],
  ['GPU memory', '%', /^gpus\.(\w+)\.memory$/],
  ['GPU temperature', '°C', /^gpus\.(\w+)\.temp$/],
  ['GPU power', 'W', /^gpus\.(\w+)\.power$/],
  ['Processor and memory', '%', /^(cpu|ram)$/],
  ['Disk speed', 'MB/s', /^(?:disk|disk_io)\.(read|write)_mbs$/],
  ['Network', 'MB/s', /^network\.(recv|sent)_mbs$/],
  ['Disk used', 'GB', /^disk\.(?:(\w+)\.)?used_gb$/],
];

/** The charts that the samples have numbers for. */
export function systemCharts(items: readonly Sampled[]): SystemChart[] {
  const flat = items.map(({ sample }) => flatten(sample));
  const paths = [...new Set(flat.flatMap((numbers) => [...numbers.keys()]))];
  return CHARTS.flatMap(([title, unit, pattern]) => {
    const lines = paths.flatMap((path) => {
      const found = pattern.exec(path);
      if (!found) return [];
      const values = flat.map((numbers) => numbers.get(path) ?? null);
      return [{ name: title.startsWith('GPU') ? `GPU ${found[1]}` : (found[1] ?? 'used'), values }];
    });
    return lines.length === 0 ? [] : [{ title, unit, lines }];
  });
}

function flatten(value: unknown, path = '', into = new Map<string, number>()): Map<string, number> {
  if (typeof value === 'number') into.set(path, value);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      flatten(inner, path === '' ? key : `${path}.${key}`, into);
    }
  }
  return into;
}
