import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it, mock } from 'node:test';
import { CompiledQuery } from 'kysely';
import { Readers } from './readers.ts';

const ONE = CompiledQuery.raw('SELECT 1');

describe('the readers of SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'readers-'));
  const file = join(folder, 'test.db');

  before(() => {
    new DatabaseSync(file).close();
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  after(() => {
    mock.timers.reset();
    rmSync(folder, { recursive: true });
  });

  it('are one thread for reads that come at once and are soon answered', async () => {
    const readers = new Readers(file);
    await Promise.all([ONE, ONE, ONE].map((query) => readers.idlest().executeQuery(query)));
    mock.timers.tick(1000);
    assert.equal(readers.size, 1);
    await readers.close();
  });

  it('become two, and no more, when reads have to wait', async () => {
    const readers = new Readers(file);
    for (const size of [2, 2]) {
      const reads = [ONE, ONE, ONE].map((query) => readers.idlest().executeQuery(query));
      mock.timers.tick(1000);
      assert.equal(readers.size, size);
      await Promise.all(reads);
    }
    const [first, second] = [readers.idlest(), readers.idlest()];
    assert.equal(first, second);
    const read = first.executeQuery(ONE);
    assert.notEqual(readers.idlest(), first);
    await read;
    await readers.close();
  });
});
