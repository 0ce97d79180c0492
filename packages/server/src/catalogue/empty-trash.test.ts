import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TestDatabase } from '../../test-support/test-database.ts';
import { LiveBus } from '../live/live-bus.ts';
import { MetricsIngest } from '../training/ingest-metrics.ts';
import { createModel } from '../training/models.ts';
import { emptyTrash } from './empty-trash.ts';
import { deleteOwned, restoreOwned } from './trash.ts';

const DAY = 24 * 60 * 60 * 1000;

describe('the trash', () => {
  it('is emptied of what has been there for 30 days, with all its metrics', async () => {
    await using kit = await TestDatabase.open();
    const { database, owner } = kit;
    const ingest = new MetricsIngest(database, new LiveBus());
    const [old, young, used] = await Promise.all(
      ['old', 'young', 'used'].map((name) => createModel(database, owner, { name })),
    );
    for (const { id } of [old!, young!, used!]) {
      await ingest.add({ modelId: id, epochs: [{ epoch: 0, names: ['loss'], values: [1] }] });
    }
    await deleteOwned(database, 'models', owner, old!.id, { hard: false });
    await deleteOwned(database, 'models', owner, young!.id, { hard: false });
    const now = Date.now();
    assert.equal(await emptyTrash(database, now + 29 * DAY), 0);
    await database.db
      .updateTable('models')
      .set({ deleted_at: now + 10 * DAY })
      .where('id', '=', young!.id)
      .execute();
    assert.equal(await emptyTrash(database, now + 31 * DAY), 1);
    await assert.rejects(restoreOwned(database, 'models', owner, old!.id), { code: 'not_found' });
    await restoreOwned(database, 'models', owner, young!.id);
    const left = await database.db.selectFrom('points').select('step').execute();
    assert.equal(left.length, 2);
  });
});
