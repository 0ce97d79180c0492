import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestDatabase } from '../../test-support/test-database.ts';
import type { SignedInCaller } from '../accounts/caller.ts';
import type { Database } from '../database/open-database.ts';
import { LiveBus, type LiveEvent } from '../live/live-bus.ts';
import { Heartbeats } from './heartbeats.ts';
import { MetricsIngest } from './ingest-metrics.ts';
import { sweepSilent } from './liveness.ts';
import { createModel, getModel } from './models.ts';

const OPTIONS = { heartbeatSeconds: 300, graceSeconds: 60 };
const LIMIT_MS = (2 * 300 + 60) * 1000;

let database: Database;
let remove: () => Promise<void>;
let heartbeats: Heartbeats;
const live = new LiveBus();
const events: LiveEvent[] = [];
const owner: SignedInCaller = {
  kind: 'account',
  userId: 'u',
  username: 'u',
  role: 'owner',
  scope: 'full',
};

before(async () => {
  ({ database, remove } = await openTestDatabase());
  heartbeats = new Heartbeats(database, live);
  const now = new Date().toISOString();
  await database.db
    .insertInto('user')
    .values({
      id: 'u',
      name: 'u',
      email: 'u@x.y',
      emailVerified: 1,
      image: null,
      username: 'u',
      role: 'owner',
      createdAt: now,
      updatedAt: now,
    })
    .execute();
  live.subscribe((event) => events.push(event));
});
after(async () => {
  await database.close();
  await remove();
});

const state = async (id: string) => (await getModel(database, owner, id)).state;

describe('a silent agent', () => {
  it('makes its model disconnected after two intervals and the grace, and any sign heals it', async () => {
    const { id } = await createModel(database, owner, {});
    const { agentId } = await heartbeats.take(id, { agent: 'python', agentId: null });
    const heard = (await getModel(database, owner, id)).last_heard_at!;
    assert.equal(await sweepSilent({ database, live }, OPTIONS, 0, heard + LIMIT_MS), 0);
    assert.equal(await sweepSilent({ database, live }, OPTIONS, 0, heard + LIMIT_MS + 1), 1);
    const silent = await getModel(database, owner, id);
    assert.deepEqual(
      [silent.state, silent.disconnected_at, silent.last_heard, silent.last_heard_at],
      ['disconnected', heard + LIMIT_MS + 1, 'heartbeat', heard],
    );
    assert.deepEqual(events.at(-1), { type: 'state', modelId: id, state: 'disconnected' });
    await heartbeats.take(id, { agentId });
    assert.equal(await state(id), 'training');
    assert.equal((await getModel(database, owner, id)).disconnected_at, null);
  });

  it('is healed by metrics too', async () => {
    const { id } = await createModel(database, owner, {});
    await heartbeats.take(id, {});
    await sweepSilent({ database, live }, OPTIONS, 0, Date.now() + LIMIT_MS + 1000);
    assert.equal(await state(id), 'disconnected');
    const ingest = new MetricsIngest(database, live);
    const epochs = [{ epoch: 0, names: ['a'], values: [1] }];
    const heard = await ingest.add({ modelId: id, epochs });
    assert.equal(heard.state, 'training');
  });

  it('is not blamed for the time in which the hub itself was down', async () => {
    const { id } = await createModel(database, owner, {});
    await heartbeats.take(id, {});
    const later = Date.now() + 10 * LIMIT_MS;
    assert.equal(await sweepSilent({ database, live }, OPTIONS, later - 1000, later), 0);
    assert.equal(await state(id), 'training');
    await sweepSilent({ database, live }, OPTIONS, later - LIMIT_MS - 1, later);
    assert.equal(await state(id), 'disconnected');
  });

  it('that beats while it is looked for is alive afterwards, whichever came first', async () => {
    const beats = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const { id } = await createModel(database, owner, {});
        const { agentId } = await heartbeats.take(id, { agentId: null });
        return { id, agentId };
      }),
    );
    await database.db
      .updateTable('models')
      .set({ last_heard_at: Date.now() - LIMIT_MS - 1000 })
      .execute();
    const sweeping = Array.from({ length: 4 }, () => sweepSilent({ database, live }, OPTIONS, 0));
    const beating = beats.map(({ id, agentId }) => heartbeats.take(id, { agentId }));
    await Promise.all([...sweeping, ...beating]);
    for (const { id } of beats) assert.equal(await state(id), 'training');
  });

  it('that was replaced keeps nothing alive, unless it is the only one left', async () => {
    const { id } = await createModel(database, owner, {});
    const old = await heartbeats.take(id, { agentId: null });
    await heartbeats.take(id, { agentId: null });
    const heard = (await getModel(database, owner, id)).last_heard_at!;
    await heartbeats.take(id, { agentId: old.agentId });
    assert.equal((await getModel(database, owner, id)).last_heard_at, heard);
    await sweepSilent({ database, live }, OPTIONS, 0, heard + LIMIT_MS + 1);
    await heartbeats.take(id, { agentId: old.agentId });
    const healed = await getModel(database, owner, id);
    assert.deepEqual([healed.state, healed.agent_id], ['training', old.agentId]);
  });

  it('does not stop the others that beat at the same moment', async () => {
    const [one, other, gone] = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const { id } = await createModel(database, owner, {});
        return { id, ...(await heartbeats.take(id, { agentId: null })) };
      }),
    );
    await database.db.deleteFrom('models').where('id', '=', gone!.id).execute();
    await database.db
      .updateTable('models')
      .set({ state: 'disconnected', last_heard_at: 1 })
      .where('id', 'in', [one!.id, other!.id])
      .execute();
    events.length = 0;
    // The first is alone in its transaction; the others share one.
    const outcomes = await Promise.allSettled([
      heartbeats.take(other!.id, { agentId: other!.agentId }),
      heartbeats.take(gone!.id, { agentId: gone!.agentId }),
      heartbeats.take(one!.id, { agentId: 'newcomer' }),
      heartbeats.take(one!.id, { agentId: one!.agentId }),
      heartbeats.take(other!.id, { agentId: other!.agentId }),
    ]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
    );
    const [first, second] = [
      await getModel(database, owner, one!.id),
      await getModel(database, owner, other!.id),
    ];
    // Of two that beat for a model that had been given up, the first is its agent again.
    assert.deepEqual([first.state, first.agent_id], ['training', 'newcomer']);
    assert.deepEqual([second.state, second.agent_id], ['training', other!.agentId]);
    assert.ok(first.last_heard_at! > 1 && second.last_heard_at! > 1);
    assert.deepEqual(events, [
      { type: 'model', modelId: other!.id },
      { type: 'model', modelId: one!.id },
    ]);
  });
});
