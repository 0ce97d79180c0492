import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Insertable } from 'kysely';
import { type Database, openDatabase } from '../../packages/server/src/database/open-database.ts';
import { POINT_COLUMNS } from '../../packages/server/src/database/point-writer.ts';
import { RowBatch } from '../../packages/server/src/database/row-batch.ts';
import type { ModelFiguresTable, Schema } from '../../packages/server/src/database/schema.ts';
import { noteFiguresWritten } from '../../packages/server/src/training/figure-keeper.ts';

/** Series of every model, the better the smaller for the last two. */
export const SEEDED_SERIES = [
  'metrics/mAP50-95(B)',
  'metrics/mAP50(B)',
  'train/box_loss',
  'val/box_loss',
] as const;

/** Epochs of every model. */
const EPOCHS = 12;

const AT_ONCE = 1000;

/** Arguments as many and as long as `ultralytics` sends. */
const ARGUMENTS = JSON.stringify({
  epochs: 100,
  lr0: 0.01,
  ...Object.fromEntries(Array.from({ length: 100 }, (_, number) => [`argument_${number}`, number])),
});

/**
 * Fills a hub's data with trained models, straight into its database: by its API it would take
 * longer than everything that is measured on them. The hub must not be running, and must have run.
 * @param count a multiple of 1000, or less than that
 */
export async function seedModels(data: string, count: number): Promise<void> {
  const database = await openDatabase({ engine: 'sqlite', file: join(data, 'trainyard.db') });
  try {
    const { id: owner } = await database.db
      .selectFrom('user')
      .select('id')
      .executeTakeFirstOrThrow();
    for (let at = 0; at < count; at += AT_ONCE) {
      await seedSome(database, owner, at, Math.min(AT_ONCE, count - at));
    }
    // The figures are written, and a hub notes when it has done that: without it the next one would
    // make them anew while it is measured.
    await noteFiguresWritten(database, Date.now());
  } finally {
    await database.close();
  }
}

async function seedSome(
  { db, writePoints }: Database,
  owner: string,
  first: number,
  count: number,
): Promise<void> {
  const models = Array.from({ length: count }, (_, index) => model(owner, first + index));
  await db.transaction().execute(async (trx) => {
    for (let at = 0; at < count; at += 250) {
      const some = models.slice(at, at + 250);
      await trx.insertInto('models').values(some).execute();
      const attempts = some.map(({ id, created_at }) => ({
        ...{ model_id: id, attempt: 1, agent_id: null, agent: null },
        ...{ started_at: created_at, first_epoch: 0 },
      }));
      await trx.insertInto('attempts').values(attempts).execute();
      const figures = some.flatMap(({ id }) =>
        SEEDED_SERIES.map((name, rank) => figure(id, name, rank)),
      );
      await trx.insertInto('model_figures').values(figures).execute();
      const series = await trx
        .insertInto('series')
        .values(
          some.flatMap(({ id }) =>
            SEEDED_SERIES.map((name) => ({ model_id: id, attempt: 1, name })),
          ),
        )
        .returning('id')
        .execute();
      await writePoints(trx, points(series.map((row) => row.id)), false);
    }
  });
}

function model(owner: string, number: number): Insertable<Schema['models']> {
  const createdAt = Date.now() - 1e9 + number * 1000;
  const state = number % 10 === 0 ? 'failed' : 'trained';
  return {
    id: randomBytes(10).toString('hex'),
    owner_id: owner,
    name: `model ${(number * 7919) % 100_003}`,
    slug: `model-${number}`,
    ...{ description: '', visibility: number % 50 === 0 ? 'public' : 'private' },
    ...{ created_at: createdAt, updated_at: createdAt, deleted_at: null },
    ...{ project_id: null, dataset_id: null, dataset_name: 'coco8.yaml' },
    ...{ architecture: 'yolo11n.pt', parent_name: null, parent_id: null, train_args: ARGUMENTS },
    ...{ state, told_state: state, attempt: 1 },
    ...{ agent_id: null, agent: null, last_heard_at: createdAt, last_heard: 'metrics' },
    ...{ disconnected_at: null, epochs_done: EPOCHS, epoch_at: null, pace_ms: null },
    ...{ started_at: createdAt, finished_at: createdAt, cancel_requested_at: null, failure: null },
    ...{ tags: '["seeded"]', notes: '', pinned: 0, rolled_to: 0 },
  };
}

function figure(id: string, name: string, rank: number): ModelFiguresTable {
  const best = Math.random();
  return {
    ...{ model_id: id, name, rank, lower: rank > 1 ? 1 : 0, min: best, min_step: 1 },
    ...{ max: best, max_step: 3, best, last: best, last_step: EPOCHS - 1 },
  };
}

function points(series: readonly number[]): RowBatch {
  const values = new Float64Array(series.length * EPOCHS * POINT_COLUMNS);
  let used = 0;
  for (const id of series) {
    for (let step = 0; step < EPOCHS; step++) {
      values.set([id, step, Math.random(), 0, Date.now()], used);
      used += POINT_COLUMNS;
    }
  }
  return new RowBatch(POINT_COLUMNS, values);
}
