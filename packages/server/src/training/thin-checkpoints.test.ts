import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { TestDatabase } from '../../test-support/test-database.ts';
import { LiveBus } from '../live/live-bus.ts';
import { createProject } from '../projects/projects.ts';
import { readRetention, setRetention } from '../projects/retention.ts';
import { addCheckpoint } from './checkpoints.ts';
import { createModel } from './models.ts';
import { newestCheckpoints } from './newest-checkpoints.ts';
import { thinCheckpoints } from './thin-checkpoints.ts';
import { useCheckpoint } from './use-checkpoint.ts';

const LATER = 2 * 60 * 60 * 1000;

async function setUp() {
  const kit = await TestDatabase.open();
  const { database, owner } = kit;
  const project = await createProject(database, owner, { name: 'p' });
  const model = (parent?: string) =>
    createModel(database, owner, {
      name: 'm',
      projectId: project.id,
      ...(parent && { lineage: { parent: { id: parent } } }),
    });
  const hub = { database, live: new LiveBus() };
  const add = (id: string, epoch: number, kind: 'last' | 'final' = 'last', isBest = false) => {
    const content = Buffer.from(`${id} ${kind} ${epoch}`);
    const hash = createHash('sha256').update(content).digest('hex');
    const blob = { hash, size: content.length, head: content, tail: content };
    return addCheckpoint(hub, id, { kind, epoch, isBest, map: null }, blob);
  };
  const epochs = async (id: string) => {
    const rows = await database.db
      .selectFrom('checkpoints')
      .select(['epoch', 'kind'])
      .where('model_id', '=', id)
      .orderBy('created_at')
      .orderBy('number')
      .execute();
    return rows.map(({ epoch, kind }) => (kind === 'last' ? epoch : kind));
  };
  return { kit, hub, project, model, add, epochs };
}

describe('a project that does not keep every checkpoint', () => {
  it('keeps best, last, final and every n-th', async () => {
    const { kit, project, model, add, epochs } = await setUp();
    await using _ = kit;
    const { database, owner } = kit;
    const { id } = await model();
    for (let epoch = 0; epoch < 10; epoch++)
      await add(id, epoch, 'last', epoch === 1 || epoch === 6);
    await add(id, 9, 'final', true);
    assert.equal(await thinCheckpoints(database, Date.now() + LATER), 0);
    await setRetention(database, owner, project.id, { every: 4 });
    assert.deepEqual(await readRetention(database, owner, project.id), { every: 4 });
    assert.equal(await thinCheckpoints(database), 0, 'nothing that has only just arrived');
    const before = await newestCheckpoints(database.db, [id], 'last');
    await thinCheckpoints(database, Date.now() + LATER);
    assert.deepEqual(await epochs(id), [3, 6, 7, 9, 'final']);
    assert.deepEqual(await newestCheckpoints(database.db, [id], 'last'), before);
    await setRetention(database, owner, project.id, { every: null });
    await thinCheckpoints(database, Date.now() + LATER);
    assert.deepEqual(await epochs(id), [6, 9, 'final']);
    assert.equal(await thinCheckpoints(database, Date.now() + LATER), 0);
  });

  it('keeps what was promoted, and counts on where checkpoints are gone', async () => {
    const { kit, hub, project, model, add, epochs } = await setUp();
    await using _ = kit;
    const { id } = await model();
    const second = await add(id, 0).then(() => add(id, 1));
    await add(id, 2);
    await useCheckpoint(hub, kit.owner, id, second.id, 'best');
    await setRetention(kit.database, kit.owner, project.id, { every: 5 });
    await thinCheckpoints(kit.database, Date.now() + LATER);
    assert.deepEqual(await epochs(id), [2, 'best']);
    await add(id, 3);
    await add(id, 4);
    await thinCheckpoints(kit.database, Date.now() + LATER);
    assert.deepEqual(await epochs(id), ['best', 3, 4]);
  });

  it('keeps the weights that another model was started from', async () => {
    const { kit, project, model, add, epochs } = await setUp();
    await using _ = kit;
    const { id } = await model();
    const at = (row: { id: string }, time: number) =>
      kit.database.db
        .updateTable('checkpoints')
        .set({ created_at: time })
        .where('id', '=', row.id)
        .execute();
    await at(await add(id, 0, 'last', true), 1000);
    await at(await add(id, 1, 'last', true), 2000);
    const child = await model(id);
    await kit.database.db
      .updateTable('models')
      .set({ created_at: 2500 })
      .where('id', '=', child.id)
      .execute();
    await at(await add(id, 2, 'last', true), 3000);
    await at(await add(id, 3), 4000);
    await setRetention(kit.database, kit.owner, project.id, { every: null });
    await thinCheckpoints(kit.database);
    assert.deepEqual(await epochs(id), [1, 2, 3]);
  });

  it('says nothing about the models of others', async () => {
    const { kit, model, add, epochs } = await setUp();
    await using _ = kit;
    const other = await createProject(kit.database, kit.owner, { name: 'other' });
    const { id } = await model();
    await add(id, 0);
    await add(id, 1);
    await setRetention(kit.database, kit.owner, other.id, { every: null });
    await thinCheckpoints(kit.database, Date.now() + LATER);
    assert.deepEqual(await epochs(id), [0, 1]);
  });
});
