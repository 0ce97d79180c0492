import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { BENCHMARKS } from './cases/index.ts';
import { conditions } from './suite/machine.ts';
import { runBenchmark } from './suite/run-benchmark.ts';
import { toTable } from './suite/table.ts';
import { writePage } from './suite/write-page.ts';

/**
 * `npm run bench`: every benchmark. `npm run bench NAME …`: some of them.
 *
 * --write   also rewrite their tables in docs/performance.md
 * --small   the few seconds' worth that the tests run
 * --json    the folder for the results; default `bench-results`
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    write: { type: 'boolean', default: false },
    small: { type: 'boolean', default: false },
    json: { type: 'string', default: 'bench-results' },
  },
});
const unknown = positionals.filter((name) => !BENCHMARKS.some((one) => one.name === name));
if (unknown.length > 0) {
  const names = BENCHMARKS.map(({ name }) => name).join(', ');
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${names}.`);
  process.exit(2);
}
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopped = true;
  });
}
await mkdir(values.json, { recursive: true });
for (const benchmark of BENCHMARKS) {
  if (stopped) break;
  if (positionals.length > 0 && !positionals.includes(benchmark.name)) continue;
  console.log(`\n${benchmark.name}: ${benchmark.workload}`);
  const before = conditions();
  try {
    const result = await runBenchmark(benchmark, {
      small: values.small,
      log: (line) => console.log(`  ${line}`),
    });
    console.log(`\n${toTable(result.comparisons)}`);
    const json = JSON.stringify({ benchmark: benchmark.name, ...before, ...result }, null, 2);
    await writeFile(`${values.json}/${benchmark.name}.json`, `${json}\n`);
    if (values.write) await writePage(benchmark.name, result, before);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
}
