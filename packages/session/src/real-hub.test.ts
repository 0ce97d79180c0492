import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createModel, creationKey } from './client/create-model.ts';
import { getModel } from './client/get-model.ts';
import type { HubClient } from './client/hub-client.ts';
import { openSession } from './session/open-session.ts';
import type { SessionOptions } from './session/session-options.ts';
import { readMetrics } from './testing/read-metrics.ts';
import { realHub } from './testing/real-hub.ts';
import { TcpProxy } from './testing/tcp-proxy.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

function optionsFor(client: HubClient, directory: string): SessionOptions {
  return {
    hub: client.hub,
    apiKey: client.apiKey as string,
    spool: join(directory, 'spool'),
    cache: join(directory, 'cache'),
    sendInterval: 10,
    stopInterval: 50,
    onWarning: ({ message }) => assert.fail(message),
    onProgress: () => undefined,
  };
}

test('a training from its first epoch to verified weights', async () => {
  await using directory = await temporaryDirectory();
  await using real = await realHub();
  const options = optionsFor(real.client, directory.path);
  const trainArgs = { epochs: 3, data: 'coco8.yaml' };
  const session = await openSession('yolo11n.yaml', { ...options, trainArgs });
  const id = session.modelId as string;
  for (let epoch = 0; epoch < 3; epoch++) {
    await session.logMetrics(epoch, { loss: 1 / (epoch + 1), odd: epoch === 1 ? NaN : epoch });
  }
  const weights = join(directory.path, 'best.pt');
  const content = randomBytes(1_000_000);
  await writeFile(weights, content);
  assert.equal((await session.finish({ weights, map: 0.5 })).complete, true);
  const model = await getModel(real.client, id);
  assert.deepEqual([model.state, model.epochsDone, model.attempt], ['trained', 3, 1]);
  assert.deepEqual(await readMetrics(real.client, id), {
    loss: { 0: 1, 1: 0.5, 2: 1 / 3 },
    odd: { 0: 0, 1: 'NaN', 2: 2 },
  });
  const again = await openSession(id, options);
  assert.ok(again.start.kind === 'trained');
  assert.deepEqual(await readFile(again.start.weights), content);
});

test('a resume goes on from the newest checkpoint, in the next attempt', async () => {
  await using directory = await temporaryDirectory();
  await using real = await realHub();
  const options = optionsFor(real.client, directory.path);
  const id = await createModel(real.client, {
    body: { meta: { name: 'resumed' } },
    key: creationKey(),
  });
  const file = join(directory.path, 'last.pt');
  const first = await openSession(id, options);
  await first.logMetrics(0, { loss: 1 });
  await writeFile(file, 'after epoch 0');
  await first.uploadCheckpoint({ epoch: 0, file });
  // Closed with the checkpoint perhaps still in the spool: the next session sends it first.
  await first.close();
  const second = await openSession(id, options);
  assert.ok(second.start.kind === 'resume');
  assert.equal(await readFile(second.start.checkpoint, 'utf8'), 'after epoch 0');
  assert.equal(second.start.epochsDone, 1);
  await second.logMetrics(1, { loss: 0.5 });
  await second.finish({ state: 'failed', exitCode: 1, message: 'out of memory' });
  const model = await getModel(real.client, id);
  assert.deepEqual([model.state, model.attempt], ['failed', 2]);
  assert.deepEqual(await readMetrics(real.client, id), { loss: { 0: 1, 1: 0.5 } });
});

test('while the hub is away training goes on, and everything is there when it is back', async () => {
  await using directory = await temporaryDirectory();
  await using real = await realHub();
  await using proxy = await TcpProxy.start(real.client.hub);
  const warnings: string[] = [];
  const options = {
    ...optionsFor(real.client, directory.path),
    hub: proxy.url,
    onWarning: ({ code }: { code: string }) => warnings.push(code),
  };
  const session = await openSession('yolo11n.yaml', options);
  await session.logMetrics(0, { loss: 1 });
  proxy.down();
  for (let epoch = 1; epoch < 50; epoch++) await session.logMetrics(epoch, { loss: epoch });
  proxy.up();
  await session.logMetrics(50, { loss: 50 });
  assert.equal((await session.close()).complete, true);
  const { loss } = await readMetrics(real.client, session.modelId as string);
  assert.equal(Object.keys(loss as object).length, 51);
});
