import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  installPostgres15,
  installPostgres18,
} from '../../packages/server/test-support/postgres/install-postgres.ts';
import { PostgresServer } from '../../packages/server/test-support/postgres/postgres-server.ts';
import { failingHub, type HubProcess } from '../hub-process.ts';
import { Hubs } from './hubs.ts';
import { Viewer } from './viewer.ts';

const install =
  process.env['TRAINYARD_TEST_POSTGRES_VERSION'] === '18' ? installPostgres18 : installPostgres15;

describe('a PostgreSQL that goes away', () => {
  it('makes hubs say 503 and when to try again, and they go on when it is back', async () => {
    await using server = await PostgresServer.start(install());
    await using hubs = await Hubs.start(2, server.url());
    const [a, b] = hubs.running as [HubProcess, HubProcess];
    const model = await hubs.model(a);
    await hubs.epoch(a, model, 0);
    const viewer = await Viewer.open(b.url, hubs.key);

    for (const [epoch, signal] of [
      [1, 'SIGINT'],
      [2, 'SIGQUIT'],
    ] as const) {
      const underWay = Array.from({ length: 20 }, (_, number) =>
        hubs.epoch(a, model, epoch * 100 + number),
      );
      await server.stop(signal);
      const refused = await hubs.epoch(a, model, epoch);
      assert.equal(refused.status, 503, JSON.stringify(refused.body));
      assert.equal(refused.body.code, 'unavailable');
      assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
      assert.equal((await hubs.ask(b, 'GET', '/healthz')).status, 200);
      assert.equal((await hubs.ask(b, 'GET', '/readyz')).status, 503);

      await server.run();
      while ((await hubs.epoch(a, model, epoch)).status !== 200);
      const losses = await hubs.losses(b, model);
      assert.equal(losses[epoch], epoch / 8);
      const answers = await Promise.all(underWay);
      for (const [number, { status }] of answers.entries()) {
        assert.ok([200, 503].includes(status), String(status));
        const sent = epoch * 100 + number;
        if (status === 200) assert.equal(losses[sent], sent / 8);
      }
      const next = await hubs.model(a);
      while ((await hubs.epoch(a, next, 0)).status !== 200);
      await viewer.untilTold('metrics', next);
    }
    await viewer.close();
  });

  it('is told in one sentence by a hub that cannot start, and without the password', async () => {
    const url = 'postgres://somebody:hunter2hunter2@127.0.0.1:1/trainyard';
    const data = await mkdtemp(join(tmpdir(), 'trainyard-hubs-'));
    const { code, stderr } = await failingHub(data, { TRAINYARD_DATABASE_URL: url });
    await rm(data, { recursive: true });
    assert.notEqual(code, 0);
    assert.match(stderr, /^trainyard: the database does not answer: .*ECONNREFUSED/);
    assert.doesNotMatch(stderr, /\n +at |hunter2/);
  });
});
