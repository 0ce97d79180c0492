import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ListModelsQuery } from '@trainyard/protocol';
import { TestDatabase } from '../../../test-support/test-database.ts';
import type { ModelsTable } from '../../database/schema.ts';
import { createModel } from '../models.ts';
import { countModels } from './matching-models.ts';
import { pageOfModels } from './page-of-models.ts';

/** More than are sorted at once by a metric. */
const MODELS = 6000;

interface Expected {
  readonly row: ModelsTable;
  readonly best: number | null;
}

let stored: TestDatabase;
const models: Expected[] = [];

before(async () => {
  stored = await TestDatabase.open();
  const { db } = stored.database;
  const pattern = await createModel(stored.database, stored.owner, { meta: { name: 'pattern' } });
  await db.deleteFrom('models').execute();
  for (let number = 0; number < MODELS; number++) {
    const scattered = (number * 7919) % MODELS;
    const row: ModelsTable = {
      ...pattern,
      id: `m${String(scattered).padStart(19, '0')}`,
      slug: `model-${number}`,
      name: `Model ${scattered % 500}`,
      state: number % 3 ? 'trained' : 'failed',
      train_args: JSON.stringify({ lr0: scattered % 77 }),
      tags: number % 4 ? '[]' : '["kept"]',
      created_at: 1000 + Math.floor(number / 2),
      last_heard_at: number % 5 ? scattered % 900 : null,
      epochs_done: scattered % 60,
      pinned: number % 600 === 0 ? 1 : 0,
    };
    models.push({ row, best: number % 7 ? (scattered % 1500) / 1500 : null });
  }
  await db.transaction().execute(async (trx) => {
    for (let at = 0; at < MODELS; at += 500) {
      const some = models.slice(at, at + 500);
      await trx
        .insertInto('models')
        .values(some.map(({ row }) => row))
        .execute();
      const figures = some.map(({ row, best }) => ({
        ...{ model_id: row.id, name: 'a', rank: 0, lower: 0, best, last: best, last_step: 0 },
        ...{ min: best, min_step: 0, max: best, max_step: 0 },
      }));
      await trx.insertInto('model_figures').values(figures).execute();
    }
  });
});
after(() => stored[Symbol.asyncDispose]());

type Key = (model: Expected) => number | string | null;

const KEYS: Readonly<Record<string, Key>> = {
  name: ({ row }) => row.name.toLowerCase(),
  state: ({ row }) => row.state,
  heard: ({ row }) => row.last_heard_at,
  progress: ({ row }) => row.epochs_done,
  'metric:a': ({ best }) => best,
  'arg:lr0': ({ row }) => JSON.parse(row.train_args).lr0,
};

/** Pinned first, then by the key, models without one last, then the newest first. */
function inOrder(sort: string, order: 'asc' | 'desc', matching: (model: Expected) => boolean) {
  const sign = order === 'asc' ? 1 : -1;
  const key = KEYS[sort];
  return models
    .filter(matching)
    .toSorted((a, b) => {
      const byPin = b.row.pinned - a.row.pinned;
      if (byPin !== 0) return byPin;
      if (!key)
        return sign * (a.row.created_at - b.row.created_at) || (a.row.id < b.row.id ? 1 : -1);
      const [left, right] = [key(a), key(b)];
      if (left !== right) {
        if (left === null) return 1;
        if (right === null) return -1;
        return (left < right ? -1 : 1) * sign;
      }
      return b.row.created_at - a.row.created_at || (a.row.id < b.row.id ? 1 : -1);
    })
    .map(({ row }) => row.id);
}

async function pages(query: ListModelsQuery): Promise<{ ids: string[]; total: number }> {
  const { database, owner } = stored;
  const total = await countModels(database, owner, query);
  return { ids: await pageOfModels(database, owner, query, Promise.resolve(total)), total };
}

describe('a page of 6000 models', () => {
  for (const sort of ['created', ...Object.keys(KEYS)]) {
    for (const order of ['asc', 'desc'] as const) {
      it(`has its place in the whole order by ${sort}, ${order}`, async () => {
        const whole = inOrder(sort, order, () => true);
        for (const offset of [0, 5, 9, 777, 5100, 5990, 6000]) {
          const { ids, total } = await pages({ sort, order, offset, limit: 40 });
          assert.deepEqual([ids, total], [whole.slice(offset, offset + 40), MODELS], `${offset}`);
        }
      });
    }
  }

  it('is filtered before it is sorted, by few models and by many', async () => {
    const filters: [ListModelsQuery, (model: Expected) => boolean][] = [
      [{ state: ['failed'] }, ({ row }) => row.state === 'failed'],
      [{ q: 'model 77' }, ({ row }) => row.name.toLowerCase().includes('model 77')],
      [{ tag: ['kept'] }, ({ row }) => row.tags !== '[]'],
      [{ metric: 'a', max: 0.5 }, ({ best }) => best !== null && best <= 0.5],
      [{ metric: 'a' }, ({ best }) => best !== null],
    ];
    for (const [filter, matching] of filters) {
      for (const sort of ['created', 'heard', 'metric:a']) {
        const whole = inOrder(sort, 'desc', matching);
        const { ids, total } = await pages({ ...filter, sort, offset: 20, limit: 30 });
        assert.deepEqual([ids, total], [whole.slice(20, 50), whole.length], JSON.stringify(filter));
      }
    }
  });
});
