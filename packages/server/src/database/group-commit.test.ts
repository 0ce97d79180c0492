import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestDatabase } from '../../test-support/test-database.ts';
import { type BatchWriter, GroupCommit } from './group-commit.ts';
import type { Database } from './open-database.ts';

let database: Database;
let remove: () => Promise<void>;
before(async () => {
  ({ database, remove } = await openTestDatabase());
});
after(async () => {
  await database.close();
  await remove();
});

const grouped = (write: BatchWriter<string, string>['write']) =>
  new GroupCommit<string, string>(database, { write });

const stored = async (key: string) =>
  (await database.db.selectFrom('settings').select('value').where('key', '=', key).execute())[0]
    ?.value;

describe('a group commit', () => {
  it('puts calls that wait at the same moment into one transaction, each stored when answered', async () => {
    const sizes: number[] = [];
    const commit = grouped(async (trx, keys) => {
      sizes.push(keys.length);
      await trx
        .insertInto('settings')
        .values(keys.map((key) => ({ key, value: key })))
        .execute();
      return { results: keys };
    });
    const keys = Array.from({ length: 100 }, (_, number) => `together-${number}`);
    const seen = await Promise.all(
      keys.map(async (key) => {
        await commit.add(key);
        return stored(key);
      }),
    );
    assert.deepEqual(seen, keys);
    assert.deepEqual(sizes, [1, 99]);
  });

  it('has begun with the next calls when it answers the last', async () => {
    const events: string[] = [];
    const commit = new GroupCommit<string, string>(database, {
      write: () => assert.fail('there is a shorter way'),
      writeAtOnce: async (keys) => {
        events.push(`write ${keys.length}`);
        await stored('any');
        return { results: keys };
      },
    });
    const add = async (key: string) => events.push(`answer ${await commit.add(key)}`);
    await Promise.all(['a', 'b', 'c'].map(add));
    assert.deepEqual(events, ['write 1', 'write 2', 'answer a', 'answer b', 'answer c']);
  });

  it('gives each call its own error and stores the others', async () => {
    const commit = grouped(async (trx, keys) => {
      const good = keys.filter((key) => !key.includes('bad'));
      if (good.length > 0) {
        await trx
          .insertInto('settings')
          .values(good.map((key) => ({ key, value: key })))
          .execute();
      }
      return { results: keys.map((key) => (key.includes('bad') ? new Error(key) : key)) };
    });
    const outcomes = await Promise.allSettled(
      ['own-1', 'own-bad', 'own-2'].map((key) => commit.add(key)),
    );
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual([await stored('own-1'), await stored('own-2')], ['own-1', 'own-2']);
  });

  it('does not let a call that poisons the transaction take the others with it', async () => {
    let committed = 0;
    const commit = grouped(async (trx, keys) => {
      await trx
        .insertInto('settings')
        .values(keys.map((key) => ({ key, value: key })))
        .execute();
      return { results: keys, committed: () => committed++ };
    });
    await commit.add('taken');
    // The first is alone in its transaction; the other three share one.
    const outcomes = await Promise.allSettled(
      ['p-0', 'p-1', 'taken', 'p-2'].map((key) => commit.add(key)),
    );
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual([await stored('p-1'), await stored('p-2')], ['p-1', 'p-2']);
    assert.equal(committed, 4);
  });
});
