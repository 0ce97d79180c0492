import type { Client, Family, Outcome } from './types.ts';

/** Outcomes by client, then by operation. */
export type Results = ReadonlyMap<Client, ReadonlyMap<string, Outcome>>;

const WORD: Readonly<Record<Outcome['kind'], string>> = {
  ok: 'ok',
  defect: 'client defect',
  unsupported: 'not supported',
  fail: 'FAIL',
};

/** How many operations went how. A client's own defect and what it lacks count as skipped. */
export function count(results: Iterable<Results>): {
  passed: number;
  failed: number;
  skipped: number;
} {
  const kinds = [...results].flatMap((one) =>
    [...one.values()].flatMap((outcomes) => [...outcomes.values()].map(({ kind }) => kind)),
  );
  const of = (...wanted: Outcome['kind'][]): number =>
    kinds.filter((kind) => wanted.includes(kind)).length;
  return { passed: of('ok'), failed: of('fail'), skipped: of('defect', 'unsupported') };
}

/** One family's table: operations down, clients across; the reasons in notes below it. */
export function table(family: Family, results: Results, format: 'terminal' | 'markdown'): string {
  const clients = family.clients.filter((client) => results.has(client));
  const notes: string[] = [];
  const cell = (client: Client, operation: string): string => {
    const outcome = results.get(client)?.get(operation);
    if (!outcome) return '';
    if (outcome.kind === 'ok') return WORD.ok;
    if (!notes.includes(outcome.reason)) notes.push(outcome.reason);
    return `${WORD[outcome.kind]} (${notes.indexOf(outcome.reason) + 1})`;
  };
  // In the order of the cases, which is the order in which people do these things.
  const known = family.cases.flatMap((one) => one.operations);
  const found = clients.flatMap((client) => [...results.get(client)!.keys()]);
  const operations = [...new Set([...known.filter((one) => found.includes(one)), ...found])];
  const rows = [
    [family.name, ...clients.map((client) => client.name)],
    ...operations.map((operation) => [operation, ...clients.map((one) => cell(one, operation))]),
  ];
  const lines = format === 'markdown' ? asMarkdown(rows) : asColumns(rows);
  const noted = notes.map((note, i) => `${i + 1}. ${note.replaceAll(/\s+/g, ' ')}`);
  return [...lines, ...(noted.length > 0 ? ['', ...noted] : [])].join('\n');
}

function asMarkdown(rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(head.map(() => '---')), ...body.map(line)];
}

function asColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = rows;
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...body.map(line)];
}
