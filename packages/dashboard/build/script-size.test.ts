import assert from 'node:assert/strict';
import { globSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { it } from 'node:test';

const LIMIT = 250_000;
const dist = join(dirname(import.meta.dirname), 'dist');

it('all scripts of the page together are below 250 kB, compressed by gzip', () => {
  const files = globSync('assets/*.js.gz', { cwd: dist });
  const sizes = files.map((file) => statSync(join(dist, file)).size);
  assert.ok(files.length > 10, `the page is not built in ${dist}`);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(bytes < LIMIT, `${bytes} bytes in ${files.length} files`);
});
