import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { getModel } from '../client/get-model.ts';
import { HubClient } from '../client/hub-client.ts';
import { listPages } from '../client/list-pages.ts';
import { syncSpools } from '../spool/sync-spools.ts';
import { readMetrics } from '../testing/read-metrics.ts';
import { realHub } from '../testing/real-hub.ts';
import { API_KEY, MODEL_ID, sessionKit } from '../testing/session-kit.ts';
import { TcpProxy } from '../testing/tcp-proxy.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { openSession } from './open-session.ts';

/** A real hub behind a proxy that is down, and options for sessions that begin all the same. */
async function away() {
  const directory = await temporaryDirectory();
  const real = await realHub();
  const proxy = await TcpProxy.start(real.client.hub);
  proxy.down();
  const spool = join(directory.path, 'spool');
  const warnings: string[] = [];
  const options = {
    hub: proxy.url,
    apiKey: real.client.apiKey as string,
    spool,
    cache: join(directory.path, 'cache'),
    sendInterval: 10,
    openDeadline: 100,
    whenUnreachable: 'spool',
    environment: false,
    onWarning: ({ code }: { code: string }) => warnings.push(code),
    onProgress: () => undefined,
  } as const;
  const models = async () => Array.fromAsync(listPages<{ id: string }>(real.client, '/v1/models'));
  const sync = () =>
    syncSpools({
      root: spool,
      client: () => real.client,
      deadline: 10_000,
      warn: () => undefined,
      onProgress: () => undefined,
    });
  return {
    directory: directory.path,
    client: real.client,
    proxy,
    options,
    warnings,
    models,
    sync,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await real[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

test('a training that never saw its hub is on it after a sync, once, however often that is tried', async () => {
  await using kit = await away();
  const trainArgs = { epochs: 3 };
  const session = await openSession('yolo11n.yaml', { ...kit.options, project: 'Far', trainArgs });
  assert.deepEqual([session.modelId, session.modelUrl, session.start.kind], [null, null, 'new']);
  for (let epoch = 0; epoch < 3; epoch++) await session.logMetrics(epoch, { loss: epoch });
  await session.logConsole('stdout', 'kept');
  const weights = join(kit.directory, 'best.pt');
  await writeFile(weights, randomBytes(10_000));
  const delivery = await session.finish({ weights, map: 0.5, deadline: 200 });
  assert.equal(delivery.complete, false);
  assert.deepEqual(kit.warnings, ['hub_unreachable']);
  kit.proxy.up();
  // Of two at the same moment one or none gets at the spool.
  await Promise.all([kit.sync(), kit.sync()]);
  await kit.sync();
  assert.deepEqual(await kit.sync(), []);
  const models = await kit.models();
  assert.equal(models.length, 1);
  const model = await getModel(kit.client, models[0]!.id);
  assert.deepEqual([model.state, model.epochsDone], ['trained', 3]);
  assert.deepEqual([model.project?.name, model.train_args?.['epochs']], ['Far', 3]);
  assert.deepEqual(await readMetrics(kit.client, model.id), { loss: { 0: 0, 1: 1, 2: 2 } });
  assert.deepEqual(await readdir(kit.options.spool), []);
});

test('a hub that comes back in mid-training gets the model and all that was logged', async () => {
  await using kit = await away();
  const session = await openSession('yolo11n.yaml', kit.options);
  await session.logMetrics(0, { loss: 1 });
  kit.proxy.up();
  await session.logMetrics(1, { loss: 0.5 });
  assert.equal((await session.finish()).complete, true);
  const id = session.modelId as string;
  assert.equal(session.modelUrl, `${kit.proxy.url}/models/${id}`);
  assert.deepEqual(await readMetrics(kit.client, id), { loss: { 0: 1, 1: 0.5 } });
  assert.equal((await kit.models()).length, 1);
});

test('an answer that is lost, in this process or the next, does not make a second model', async () => {
  await using kit = await sessionKit(['events', 'finish']);
  kit.hub.fault = ({ path }) => (path === '/v1/models' ? { status: 503 } : undefined);
  const options = { ...kit.options, whenUnreachable: 'spool', openDeadline: 300 } as const;
  const session = await openSession('yolo11n.yaml', options);
  await session.logMetrics(0, { loss: 1 });
  await session.finish({ deadline: 100 });
  kit.hub.fault = null;
  await syncSpools({
    root: options.spool as string,
    client: (hub) => new HubClient(hub, API_KEY),
    deadline: 5000,
    warn: () => undefined,
    onProgress: () => undefined,
  });
  const created = kit.hub.sent('POST', '/v1/models');
  assert.ok(created.length > 1);
  const keys = created.map(({ headers }) => headers['idempotency-key']);
  assert.equal(new Set(keys).size, 1);
  assert.match(String(keys[0]), /^[\w-]{20}$/);
  assert.deepEqual(kit.hub.metrics.get(0), { loss: 1 });
});

test('of a model that the hub has, the trainer is told that nobody could be asked', async () => {
  await using kit = await sessionKit();
  kit.hub.fault = () => ({ status: 503 });
  const trainArgs = { epochs: 2 };
  const options = {
    ...kit.options,
    whenUnreachable: 'spool',
    openDeadline: 50,
    trainArgs,
  } as const;
  const session = await openSession(MODEL_ID, options);
  assert.deepEqual(session.start, { kind: 'offline', trainArgs });
  await session.logMetrics(0, { loss: 1 });
  kit.hub.fault = null;
  assert.equal((await session.finish()).complete, true);
  assert.deepEqual(kit.hub.metrics.get(0), { loss: 1 });
});

test('a session tells of those before it that could not be sent', async () => {
  await using kit = await sessionKit(['events', 'finish']);
  const first = await openSession(MODEL_ID, kit.options);
  await first.logMetrics(0, { loss: 1 });
  const second = await openSession(MODEL_ID, kit.options);
  await second.logMetrics(0, { loss: 2 });
  await second.finish();
  await first.finish();
  const [one, two] = [...new Set(kit.hub.batches.map(({ sessionId }) => sessionId))];
  const told = kit.hub.batches.filter(({ predecessors }) => predecessors);
  const of = (id: string) => told.filter(({ sessionId }) => sessionId === id);
  assert.ok(told.length > 0);
  assert.ok(of(one!).length === 0 || of(two!).length === 0, 'only the second has one before it');
});
