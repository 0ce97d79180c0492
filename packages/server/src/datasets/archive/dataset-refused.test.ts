import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { DATASET_REFUSALS, DatasetRefused } from './dataset-refused.ts';
import { DATASET_PROBLEMS } from './problem-log.ts';

suite('the table of refusals', () => {
  test('every code of it, and of the problems, is used and tested', async () => {
    const sources: string[] = [];
    const tests: string[] = [];
    for (const name of await readdir(import.meta.dirname, { recursive: true })) {
      if (!name.endsWith('.ts') || /dataset-refused|problem-log/.test(name)) continue;
      const text = await readFile(join(import.meta.dirname, name), 'utf8');
      (name.endsWith('.test.ts') ? tests : sources).push(text);
    }
    for (const code of [...Object.keys(DATASET_REFUSALS), ...Object.keys(DATASET_PROBLEMS)]) {
      assert.ok(sources.join('').includes(`'${code}'`), `${code} is never used`);
      assert.match(tests.join(''), new RegExp(`\\b${code}\\b`), `${code} is never tested`);
    }
  });

  test('a refusal names code, file and reason, and says what to do', () => {
    const error = new DatasetRefused('names_count', 'data.yaml', '"nc" is 3.');
    assert.equal(error.code, 'names_count');
    assert.equal(error.file, 'data.yaml');
    assert.equal(error.reason, `"nc" is 3. ${DATASET_REFUSALS.names_count}`);
    assert.equal(error.message, `data.yaml: ${error.reason}`);
    assert.equal(new DatasetRefused('archive_not_zip').message, DATASET_REFUSALS.archive_not_zip);
  });
});
