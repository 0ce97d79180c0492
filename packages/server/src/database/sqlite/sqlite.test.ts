import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { isDiskFull, isUniqueViolation } from '../database-error.ts';
import { type Database, openDatabase } from '../open-database.ts';
import { assertVersion } from './dialect.ts';

let folder: string;
let database: Database;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-sqlite-'));
  database = await openDatabase({ engine: 'sqlite', file: join(folder, 'test.db') });
});
after(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const insert = (key: string, value = key) =>
  database.db.insertInto('settings').values({ key, value }).execute();
const all = async () =>
  (await database.db.selectFrom('settings').select('key').execute()).map((row) => row.key);

describe('SQLite behind Kysely', () => {
  it('writes ahead and syncs every commit fully', async () => {
    const journal = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(database.db);
    const sync = await sql<{ synchronous: number }>`pragma synchronous`.execute(database.db);
    assert.equal(journal.rows[0]?.journal_mode, 'wal');
    assert.equal(sync.rows[0]?.synchronous, 2);
  });

  it('is heard between two requests, before the loop has its next turn', async () => {
    const outcome = { answered: false, turned: false };
    setImmediate(() => {
      outcome.turned = true;
    });
    void all().then(() => {
      outcome.answered = true;
    });
    const end = performance.now() + 10_000;
    while (!outcome.answered && performance.now() < end) {
      database.hear?.();
      await Promise.resolve();
    }
    assert.deepEqual(outcome, { answered: true, turned: false });
  });

  it('keeps a transaction whole, and undoes it when it throws', async () => {
    const broken = database.db.transaction().execute(async (trx) => {
      await trx.insertInto('settings').values({ key: 'half', value: '' }).execute();
      throw new Error('no');
    });
    await assert.rejects(broken, /no/);
    assert.ok(!(await all()).includes('half'));
    await insert('whole');
    assert.ok((await all()).includes('whole'));
  });

  it('lets others read and wait their turn to write while a transaction is open', async () => {
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = database.db.transaction().execute(async (trx) => {
      await trx.insertInto('settings').values({ key: 'first', value: '' }).execute();
      await gate.promise;
      order.push('first');
    });
    const second = insert('second').then(() => order.push('second'));
    assert.ok(!(await all()).includes('first'));
    const written = await sql`select key from settings where key = 'first'`.execute(database.db);
    assert.deepEqual(written.rows, []);
    const named = await sql`with found as (select key from settings where key = 'first')
      select key from found`.execute(database.db);
    assert.deepEqual(named.rows, []);
    gate.resolve();
    await Promise.all([first, second]);
    assert.deepEqual(order, ['first', 'second']);
  });

  it('says that it is full, though it has rolled back by itself then, and goes on reading', async () => {
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database.db);
    await sql`pragma max_page_count = ${sql.lit(rows[0]!.page_count + 2)}`.execute(database.db);
    const large = database.db.transaction().execute(async (trx) => {
      await trx
        .insertInto('settings')
        .values({ key: 'large', value: 'x'.repeat(1e6) })
        .execute();
    });
    await assert.rejects(large, (error) => isDiskFull(error));
    assert.ok(!(await all()).includes('large'));
    await sql`pragma max_page_count = 1000000`.execute(database.db);
    await insert('room again');
    assert.ok((await all()).includes('room again'));
  });

  it('brings many rows over as it does few, whatever is in them', async () => {
    const read = async (count: number) => {
      const { rows } = await sql`with recursive n(i) as (select 0 union all select i + 1 from n
          where i + 1 < ${sql.lit(count)})
        select i, i * 0.1 as real, null as none, case when i % 2 then i end as "some",
          'n' || i as text, case i % 3 when 0 then 'a' when 1 then 1 end as mixed, x'00ff' as blob
        from n`.execute(database.db);
      return rows;
    };
    const many = await read(1000);
    assert.equal(many.length, 1000);
    assert.deepEqual(many.slice(0, 5), await read(5));
    assert.deepEqual(many[7], {
      ...{ i: 7, real: 0.1 * 7, none: null, some: 7, text: 'n7', mixed: 1 },
      blob: Uint8Array.of(0, 255),
    });
    assert.deepEqual(await read(1), many.slice(0, 1));
  });

  it('tells a broken unique constraint from other errors', async () => {
    await insert('unique');
    await assert.rejects(insert('unique'), (error) => isUniqueViolation(error));
    await assert.rejects(sql`select * from nowhere`.execute(database.db), (error) => {
      return !isUniqueViolation(error) && /nowhere/.test(String(error));
    });
  });

  it('refuses to start on a version that can corrupt its log', () => {
    for (const old of ['3.51.2', '3.50.9', '2.99.99']) assert.throws(() => assertVersion(old));
    for (const good of ['3.51.3', '3.52.0', '4.0.0']) assertVersion(good);
  });
});
