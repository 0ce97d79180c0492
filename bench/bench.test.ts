import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { BENCHMARKS } from './cases/index.ts';
import { runBenchmark } from './suite/run-benchmark.ts';

/** Small: without peers that have to be installed. What is asserted is what was done, never how fast. */
describe('a small run of the benchmark', () => {
  for (const benchmark of BENCHMARKS) {
    it(`${benchmark.name} does all of its work, and every figure is there`, async () => {
      const result = await runBenchmark(benchmark, { small: true, log: () => {} });
      assert.notEqual(result.checks.length, 0);
      for (const { what, ours, peer } of result.comparisons) {
        for (const figure of [...ours, ...(peer?.values ?? [])]) {
          assert.ok(Number.isFinite(figure), what);
        }
      }
    });
  }

  it('has a place for every table in docs/performance.md', async () => {
    const page = await readFile(new URL('../docs/performance.md', import.meta.url), 'utf8');
    for (const { name } of BENCHMARKS) {
      assert.match(page, new RegExp(`<!-- bench ${name} -->[^]*<!-- end ${name} -->`), name);
    }
  });
});
