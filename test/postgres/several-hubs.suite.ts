import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { allMigrations } from '../../packages/server/src/database/migrations/index.ts';
import type { HubProcess } from '../hub-process.ts';
import { Hubs } from './hubs.ts';
import { Viewer } from './viewer.ts';

let hubs: Hubs;
let a: HubProcess;
let b: HubProcess;
let c: HubProcess;
before(async () => {
  hubs = await Hubs.start(3);
  [a, b, c] = hubs.running as [HubProcess, HubProcess, HubProcess];
});
after(() => hubs[Symbol.asyncDispose]());

const signals = `select pid from pg_stat_activity
  where application_name = 'trainyard signals' and datname = current_database()`;

describe('several hubs on one PostgreSQL', () => {
  it('start at the same moment on an empty database: one migrates, one makes the owner', async () => {
    const done = await hubs.sql('select name from kysely_migration order by name');
    const names = Object.keys(allMigrations({ engine: 'postgres' })).sort();
    assert.deepEqual(
      done.map((row) => row['name']),
      names,
    );
    const [people] = await hubs.sql('select count(*)::int as count from "user"');
    assert.equal(people!['count'], 1);
    for (const hub of hubs.running) {
      assert.equal((await hubs.ask(hub, 'GET', '/readyz')).status, 200);
      assert.equal((await hubs.ask(hub, 'GET', '/v1/models')).status, 200);
    }
  });

  it('tell a viewer of each what happens at the others', async () => {
    const model = await hubs.model(a);
    const viewers = await Promise.all(hubs.running.map((hub) => Viewer.open(hub.url, hubs.key)));
    await hubs.epoch(a, model, 0);
    await Promise.all(viewers.map((viewer) => viewer.untilTold('metrics', model)));
    await hubs.ask(b, 'POST', `/v1/models/${model}`, { type: 'training_complete' });
    await hubs.ask(c, 'PATCH', `/app/v1/models/${model}`, { notes: 'seen' });
    await Promise.all(viewers.map((viewer) => viewer.untilTold('model', model)));
    await Promise.all(viewers.map((viewer) => viewer.close()));
  });

  it('go on where a viewer of another one stopped', async () => {
    const first = await hubs.model(a);
    const viewer = await Viewer.open(a.url, hubs.key);
    await hubs.epoch(b, first, 0);
    await viewer.untilTold('metrics', first);
    await viewer.close();
    const missed = await hubs.model(c);
    await hubs.epoch(c, missed, 0);
    const again = await Viewer.open(b.url, hubs.key, viewer.lastId);
    await again.untilTold('metrics', missed);
    assert.doesNotMatch(again.text, /event: resync/);
    assert.doesNotMatch(again.text, new RegExp(`"metrics","modelId":"${first}"`));
    await again.close();
  });

  it('catch up after they lost the connection that they listen on', async () => {
    const model = await hubs.model(a);
    const viewer = await Viewer.open(b.url, hubs.key);
    await hubs.sql(`select pg_terminate_backend(pid) from (${signals}) as listening`);
    await hubs.epoch(a, model, 0);
    await viewer.untilTold('metrics', model);
    let listening = 0;
    while (listening < 3) listening = (await hubs.sql(signals)).length;
    const next = await hubs.model(a);
    await hubs.epoch(a, next, 0);
    await viewer.untilTold('metrics', next);
    assert.doesNotMatch(viewer.text, /event: resync/);
    await viewer.close();
  });

  it('refuse a key that another one has revoked', async () => {
    const made = await hubs.ask(a, 'POST', '/app/v1/api-keys', { name: 'short-lived' });
    const { id, key } = made.body;
    const use = async (hub: HubProcess) =>
      (await hubs.ask(hub, 'GET', '/v1/models', undefined, key)).status;
    assert.deepEqual([await use(b), await use(c)], [200, 200]);
    assert.equal((await hubs.ask(a, 'DELETE', `/app/v1/api-keys/${id}`)).status, 204);
    while ((await use(b)) !== 401 || (await use(c)) !== 401);
    assert.deepEqual([await use(a), await use(b), await use(c)], [401, 401, 401]);
  });

  it('count tries at a password together', async () => {
    const tryAt = async ({ url }: HubProcess) => {
      const response = await fetch(`${url}/app/v1/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify({ email: 'owner@localhost', password: 'not the right one' }),
      });
      return response.status;
    };
    for (let tries = 0; tries < 9; tries++) assert.equal(await tryAt(a), 401);
    let more = 0;
    while ((await tryAt(b)) === 401) more += 1;
    // One is left; where a word arrives late, a few are, but never ten again.
    assert.ok(more < 9, `${more} more`);
  });

  it('store an epoch once that is sent to all of them at once', async () => {
    const model = await hubs.model(a);
    const epochs = Array.from({ length: 20 }, (_, epoch) => epoch);
    const replies = await Promise.all(
      epochs.flatMap((epoch) => hubs.running.map((hub) => hubs.epoch(hub, model, epoch))),
    );
    assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([200]));
    const [stored] = await hubs.sql(
      `select count(*)::int as points, count(distinct series.id)::int as series from series
        join points on points.series_id = series.id where model_id = $1`,
      [model],
    );
    assert.deepEqual({ ...stored }, { points: 20, series: 1 });
    const losses = await hubs.losses(c, model);
    for (const epoch of epochs) assert.equal(losses[epoch], epoch / 8);
  });

  it('give the sessions of one model one attempt each, whichever hub they talk to', async () => {
    const model = await hubs.model(a);
    const send = (hub: HubProcess, sessionId: string) =>
      hubs.ask(hub, 'POST', `/app/v1/models/${model}/events`, {
        sessionId,
        metrics: [{ step: 0, values: { loss: 1 } }],
      });
    await Promise.all(hubs.running.map((hub) => send(hub, 'session-of-all')));
    const [first] = await hubs.sql('select attempt from models where id = $1', [model]);
    assert.equal(first!['attempt'], 1);
    await Promise.all(hubs.running.map((hub, number) => send(hub, `session-number-${number}`)));
    const sessions = await hubs.sql(
      'select attempt from training_sessions where model_id = $1 order by attempt',
      [model],
    );
    assert.deepEqual(
      sessions.map((row) => row['attempt']),
      [1, 2, 3, 4],
    );
  });

  it('take metrics of a model that another one has reset', async () => {
    const model = await hubs.model(a);
    await hubs.epoch(a, model, 0);
    await hubs.epoch(b, model, 1);
    const reset = await hubs.ask(b, 'POST', '/model-reset', { modelId: model });
    assert.equal(reset.status, 200, JSON.stringify(reset.body));
    assert.equal((await hubs.epoch(a, model, 5)).status, 200);
    assert.deepEqual(await hubs.losses(b, model), { 5: 5 / 8 });
  });

  it('lose nothing that was acknowledged when one is killed in the midst of it', async () => {
    const doomed = await hubs.add();
    const model = await hubs.model(a);
    const viewer = await Viewer.open(b.url, hubs.key);
    const acknowledged: number[] = [];
    const send = async (epoch: number) => {
      const { status } = await hubs.epoch(doomed, model, epoch);
      if (status === 200) acknowledged.push(epoch);
      if (acknowledged.length === 100) doomed.process.kill('SIGKILL');
    };
    await Promise.allSettled(Array.from({ length: 400 }, (_, epoch) => send(epoch)));
    assert.ok(acknowledged.length >= 100);
    const losses = await hubs.losses(c, model);
    for (const epoch of acknowledged) assert.equal(losses[epoch], epoch / 8);
    // What it had not told any more, viewers hear of as something that they may have missed.
    await viewer.until(/event: resync/);
    await viewer.close();
    // And what lists show of its metrics is made anew from those.
    const newest = Math.max(...acknowledged);
    let shown = -1;
    while (shown < newest) {
      const [row] = await hubs.sql('select last_step from model_figures where model_id = $1', [
        model,
      ]);
      shown = Number(row?.['last_step'] ?? -1);
    }
  });
});
