import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { MODEL_ID, sessionKit } from '../testing/session-kit.ts';
import { openSession } from './open-session.ts';

test('what is logged reaches a server of the HUB API alone, non-finite values included', async () => {
  await using kit = await sessionKit();
  const session = await openSession(MODEL_ID, kit.options);
  await session.logMetrics(0, {
    loss: 0.5,
    bad: Number.NaN,
    far: Number.POSITIVE_INFINITY,
    no: null,
  });
  await session.logMetrics(1, { loss: 0.25, ignored: 'text' });
  const { complete } = await session.close();
  assert.equal(complete, true);
  assert.deepEqual(kit.hub.metrics.get(0), { loss: 0.5, bad: Number.NaN, far: Infinity, no: null });
  assert.deepEqual(kit.hub.metrics.get(1), { loss: 0.25 });
  assert.deepEqual(kit.warnings, []);
});

test('a hub with events gets one batch with metrics, console and system', async () => {
  await using kit = await sessionKit(['events', 'finish']);
  const session = await openSession(MODEL_ID, kit.options);
  void session.logMetrics(3, { loss: Number.NEGATIVE_INFINITY });
  void session.logConsole('stderr', 'hello');
  await session.logSystem({ cpu: 12 });
  await session.finish({ state: 'failed', exitCode: 3, lastLines: ['boom'] });
  const batch = kit.hub.batches.find(({ metrics }) => metrics?.length);
  assert.deepEqual(batch?.metrics, [{ step: 3, values: { loss: '-Infinity' } }]);
  assert.equal(batch?.console?.[0]?.text, 'hello');
  assert.equal(batch?.system?.[0]?.values['cpu'], 12);
  const [finish] = kit.hub.finishes;
  assert.deepEqual([finish?.state, finish?.exitCode, finish?.lastLines], ['failed', 3, ['boom']]);
});

test('metrics flow without finish or close, while the session is open', async () => {
  await using kit = await sessionKit();
  await using session = await openSession(MODEL_ID, kit.options);
  void session.logMetrics(0, { loss: 1 });
  await kit.hub.until(() => kit.hub.metrics.has(0));
  void session.logMetrics(1, { loss: 2 });
  await kit.hub.until(() => kit.hub.metrics.has(1));
});

test('a session beats at once, and adopts the agent that the hub assigns', async () => {
  await using kit = await sessionKit();
  await using _session = await openSession(MODEL_ID, { ...kit.options, heartbeatInterval: 1000 });
  const path = `/v1/agent/heartbeat/models/${MODEL_ID}`;
  await kit.hub.until(() => kit.hub.sent('POST', path).length === 2);
  const agents = kit.hub.sent('POST', path).map(({ body }) => JSON.parse(`${body}`).agentId);
  assert.deepEqual(agents, [null, 'agent-1']);
});

test('Stop on the web page aborts the signal', async () => {
  await using kit = await sessionKit(['events']);
  kit.hub.cancelled = true;
  await using session = await openSession(MODEL_ID, { ...kit.options, stopInterval: 10 });
  if (!session.signal.aborted) {
    await new Promise((resolve) => session.signal.addEventListener('abort', resolve));
  }
});

test('checkpoints go up in the order and form of the HUB API, final ones with map', async () => {
  await using kit = await sessionKit();
  const session = await openSession(MODEL_ID, kit.options);
  const file = join(kit.directory, 'last.pt');
  const first = randomBytes(300_000);
  await writeFile(file, first);
  assert.equal(await session.uploadCheckpoint({ epoch: 4, file, isBest: true }), 'spooled');
  // From here on the trainer may write over its file.
  await writeFile(file, randomBytes(10));
  assert.equal(await session.uploadCheckpoint({ epoch: 5, file }), 'too_soon');
  const weights = join(kit.directory, 'best.pt');
  await session.finish({ weights, map: 0.5 });
  const [checkpoint, final] = kit.hub.uploads;
  assert.deepEqual(checkpoint?.meta, {
    epoch: '4',
    type: 'epoch',
    isBest: 'True',
    name: 'last.pt',
  });
  assert.equal(checkpoint?.sha256, createHash('sha256').update(first).digest('hex'));
  assert.deepEqual(final?.meta, { type: 'final', map: '0.5', name: 'best.pt' });
  assert.equal(final?.size, 10, 'last.pt stands in for the missing best.pt');
  assert.deepEqual(
    kit.warnings.map(({ code }) => code),
    ['best_missing'],
  );
  const done = kit.progress.filter(({ type }) => type === 'finished');
  assert.equal(done.length, 2);
});

test('by tus the hub gets the metadata of the checkpoint and its exact bytes', async () => {
  await using kit = await sessionKit(['events', 'finish', 'tus']);
  const session = await openSession(MODEL_ID, kit.options);
  const content = randomBytes(3_000_000);
  const weights = join(kit.directory, 'best.pt');
  await writeFile(weights, content);
  const { complete } = await session.finish({ weights, map: 0.25 });
  assert.equal(complete, true);
  const [upload] = kit.hub.uploads;
  const sha256 = createHash('sha256').update(content).digest('hex');
  assert.equal(upload?.sha256, sha256);
  const { sessionId: _, ...meta } = upload.meta;
  assert.deepEqual(meta, {
    modelId: MODEL_ID,
    kind: 'final',
    isBest: 'true',
    map: '0.25',
    sha256,
    filename: 'best.pt',
  });
});

test('after everything is acknowledged the spool is empty', async () => {
  await using kit = await sessionKit(['events', 'finish']);
  const session = await openSession(MODEL_ID, kit.options);
  await session.logMetrics(0, { loss: 1 });
  assert.deepEqual(await session.finish(), { complete: true, spool: null });
  assert.deepEqual(await readdir(join(kit.directory, 'spool')), []);
});

test('a hub that dies is one warning, and what was logged goes out at the next open', async () => {
  await using kit = await sessionKit();
  const session = await openSession(MODEL_ID, kit.options);
  kit.hub.fault = ({ method }) => (method === 'POST' ? { status: 503 } : undefined);
  await session.logMetrics(0, { loss: 1 });
  const file = join(kit.directory, 'last.pt');
  await writeFile(file, 'weights');
  await session.uploadCheckpoint({ epoch: 0, file });
  const delivery = await session.finish({ deadline: 200 });
  assert.equal(delivery.complete, false);
  assert.equal(kit.warnings.filter(({ code }) => code === 'hub_unreachable').length, 1);
  kit.hub.fault = null;
  await (await openSession(MODEL_ID, kit.options)).close();
  assert.deepEqual(kit.hub.metrics.get(0), { loss: 1 });
  assert.equal(kit.hub.uploads.length, 1);
  assert.deepEqual(await readdir(join(kit.directory, 'spool')), []);
});

test('metrics that the hub refuses for good are set aside, and later ones still go out', async () => {
  await using kit = await sessionKit();
  const session = await openSession(MODEL_ID, kit.options);
  kit.hub.fault = ({ body }) =>
    body.includes('poison')
      ? { status: 422, body: { code: 'invalid_metrics', message: 'no' } }
      : undefined;
  await session.logMetrics(0, { poison: 1 });
  await kit.hub.until(() => kit.hub.requests.some(({ body }) => body.includes('poison')));
  await session.logMetrics(1, { loss: 1 });
  await session.close();
  assert.deepEqual([...kit.hub.metrics.keys()], [1]);
  assert.deepEqual(
    kit.warnings.map(({ code }) => code),
    ['records_refused'],
  );
});

test('a full spool goes without checkpoints, then without console, never without metrics', async () => {
  await using kit = await sessionKit(['events', 'finish']);
  const session = await openSession(MODEL_ID, { ...kit.options, spoolLimit: 3000 });
  kit.hub.fault = ({ path }) =>
    path.endsWith('events') ? { status: 503, headers: { 'retry-after': '60' } } : undefined;
  await session.logConsole('stdout', 'x'.repeat(5000));
  await kit.hub.until(() => kit.hub.requests.some(({ path }) => path.endsWith('events')));
  while (!kit.warnings.some(({ code }) => code === 'spool_full')) {
    await session.logMetrics(0, { loss: 1 });
  }
  await session.logConsole('stdout', 'no more');
  await session.logMetrics(1, { loss: 2 });
  kit.hub.fault = null;
  await session.close();
  assert.deepEqual([...kit.hub.metrics.keys()], [0, 1]);
  const text = kit.hub.batches.flatMap((batch) => batch.console ?? []).map((chunk) => chunk.text);
  assert.deepEqual(text, ['x'.repeat(5000)]);
});

test('wrong calls are warnings, not exceptions', async () => {
  await using kit = await sessionKit();
  const session = await openSession(MODEL_ID, kit.options);
  await session.logMetrics(-1, {});
  const missing = join(kit.directory, 'nowhere.pt');
  assert.equal(await session.uploadCheckpoint({ epoch: 0, file: missing }), 'failed');
  await session.close();
  await session.logMetrics(0, {});
  const codes = kit.warnings.map(({ code }) => code);
  assert.deepEqual(codes, ['invalid_epoch', 'checkpoint_failed', 'session_ended']);
});

test('over the HUB API alone nothing is sent that it has no place for, and Stop is never heard', async () => {
  await using kit = await sessionKit();
  const options = { ...kit.options, environment: true, console: true, system: 5, stopInterval: 5 };
  const session = await openSession('yolo11n.yaml', options);
  await Promise.all([
    session.logMetrics(0, { loss: 1 }),
    session.logConsole('stdout', 'no place for it'),
    session.logSystem({ cpu: 1 }),
    session.logEnvironment({ host: 'here' }),
  ]);
  const weights = join(kit.directory, 'best.pt');
  await writeFile(weights, 'weights');
  assert.equal((await session.finish({ weights, map: 0.5, message: 'done' })).complete, true);
  assert.equal(session.signal.aborted, false);
  // Asked once what else the server can do, it is left in peace.
  const beyond = kit.hub.requests.filter(({ path }) => !path.startsWith('/v1/'));
  assert.deepEqual(
    beyond.map(({ method, path }) => `${method} ${path}`),
    ['GET /app/v1'],
  );
  assert.equal(kit.hub.uploads.length, 1);
  assert.deepEqual(kit.warnings, []);
});

test('a spool that vanishes under the session harms nothing', async () => {
  await using kit = await sessionKit();
  const session = await openSession(MODEL_ID, kit.options);
  await rm(join(kit.directory, 'spool'), { recursive: true });
  void session.logMetrics(0, { loss: 1 });
  await session.close();
  assert.ok(kit.warnings.some(({ code }) => code === 'spool_failed'));
});
