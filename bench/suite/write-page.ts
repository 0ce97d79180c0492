import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { BenchResult } from './benchmark.ts';
import type { Conditions } from './machine.ts';
import { toTable } from './table.ts';

const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

/**
 * Replaces what `docs/performance.md` says between the marks of a benchmark.
 * @throws Error when the page has no such marks
 */
export async function writePage(
  name: string,
  result: BenchResult,
  conditions: Conditions,
): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const [begin, end] = [`<!-- bench ${name} -->`, `<!-- end ${name} -->`];
  const [start, stop] = [page.indexOf(begin), page.indexOf(end)];
  if (start < 0 || stop < start) throw new Error(`docs/performance.md has no ${begin} … ${end}`);
  const text = `${begin}\n\n${section(name, result, conditions)}\n\n`;
  await writeFile(PAGE, page.slice(0, start) + text + page.slice(stop));
}

function section(name: string, result: BenchResult, conditions: Conditions): string {
  const versions = { ...conditions.versions, ...result.versions };
  const load = conditions.loadBefore;
  return [
    toTable(result.comparisons),
    `\`npm run bench ${name}\`, ${conditions.date}, on ${conditions.machine}; ` +
      `${Object.entries(versions)
        .map(([what, version]) => `${what} ${version}`)
        .join(', ')}; load average before it ${load.toFixed(1)}` +
      `${load > 0.5 ? ', so the machine had other work, and the figures are noisy' : ''}.`,
  ].join('\n\n');
}
