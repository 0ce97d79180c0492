import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { saveCredentials } from '../credentials/saved-credentials.ts';
import { isChecksumMismatchError } from '../errors/checksum-mismatch-error.ts';
import { isDatasetNotReadyError } from '../errors/dataset-not-ready-error.ts';
import { isHubUnreachableError } from '../errors/hub-unreachable-error.ts';
import { isNoSuchModelError } from '../errors/no-such-model-error.ts';
import { isNotSignedInError } from '../errors/not-signed-in-error.ts';
import { API_KEY, MODEL_ID, sessionKit } from '../testing/session-kit.ts';
import { openSession } from './open-session.ts';

test('a local name makes a new model with the stated arguments and the defaults', async () => {
  await using kit = await sessionKit();
  const trainArgs = { epochs: 7, data: 'coco8.yaml', lr0: 0.02 };
  await using session = await openSession('weights/yolov5n.pt', { ...kit.options, trainArgs });
  const [create] = kit.hub.sent('POST', '/v1/models');
  assert.deepEqual(JSON.parse(`${create?.body}`), {
    meta: { name: 'yolov5nu' },
    config: {
      batchSize: -1,
      epochs: 7,
      imageSize: 640,
      patience: 100,
      device: '',
      cache: 'ram',
      lr0: 0.02,
    },
    dataset: { name: 'coco8.yaml' },
    lineage: { architecture: { name: 'yolov5nu' }, parent: { name: 'yolov5nu.pt' } },
  });
  assert.equal(session.modelId, 'M'.repeat(20));
  assert.deepEqual(session.start, { kind: 'new', model: 'weights/yolov5nu.pt', trainArgs });
});

test('a trained model gives its best weights, verified and once', async () => {
  await using kit = await sessionKit();
  const weights = randomBytes(200_000);
  const sha256 = createHash('sha256').update(weights).digest('hex');
  const path = `/files/grant/${sha256}/best.pt`;
  kit.hub.files.set(path, weights);
  kit.hub.model = { status: 'trained', weights: kit.hub.url + path };
  const session = await openSession(MODEL_ID, kit.options);
  assert.ok(session.start.kind === 'trained');
  assert.deepEqual(await readFile(session.start.weights), weights);
  await openSession(MODEL_ID, kit.options);
  assert.equal(kit.hub.sent('GET', path).length, 1);
});

test('weights that are not what the hub promised are refused', async () => {
  await using kit = await sessionKit();
  const path = `/files/grant/${'0'.repeat(64)}/best.pt`;
  kit.hub.files.set(path, randomBytes(100));
  kit.hub.model = { status: 'trained', weights: kit.hub.url + path };
  await assert.rejects(openSession(MODEL_ID, kit.options), isChecksumMismatchError);
});

test('a resumable model gives its last checkpoint and resume: true', async () => {
  await using kit = await sessionKit();
  kit.hub.files.set('/last.pt', Buffer.from('checkpoint'));
  kit.hub.model = {
    status: 'training',
    has_last_weights: true,
    resume: `${kit.hub.url}/last.pt`,
    train_args: { epochs: 5 },
    data: 'http://hub/data.zip',
    epochsDone: 3,
  };
  await using session = await openSession(MODEL_ID, kit.options);
  assert.ok(session.start.kind === 'resume');
  assert.equal(await readFile(session.start.checkpoint, 'utf8'), 'checkpoint');
  assert.equal(session.start.epochsDone, 3);
  const expected = { data: 'http://hub/data.zip', epochs: 5, resume: true };
  assert.deepEqual(session.start.trainArgs, expected);
});

test('a new model gives its pretrained weights in their u form, or its architecture', async () => {
  await using kit = await sessionKit();
  kit.hub.model = {
    status: 'new',
    is_pretrained: true,
    weights: 'yolov5s.pt',
    cfg: 'yolov5s.yaml',
  };
  await using pretrained = await openSession(MODEL_ID, kit.options);
  assert.deepEqual(pretrained.start, { kind: 'new', model: 'yolov5su.pt', trainArgs: {} });
  kit.hub.model = { status: 'new', is_pretrained: false, cfg: 'yolov8n.yaml' };
  await using scratch = await openSession(MODEL_ID, kit.options);
  assert.deepEqual(scratch.start, { kind: 'new', model: 'yolov8n.yaml', trainArgs: {} });
});

test('each way in which opening fails has its own error', async () => {
  await using kit = await sessionKit();
  const open = (options = {}) => openSession(MODEL_ID, { ...kit.options, ...options });
  kit.hub.fault = () => ({ status: 401 });
  await assert.rejects(open(), isNotSignedInError);
  kit.hub.fault = () => ({ status: 404 });
  await assert.rejects(open(), isNoSuchModelError);
  kit.hub.fault = null;
  kit.hub.model = { status: 'new', dataset: { id: 'D'.repeat(20), name: 'Cats' }, data: null };
  await assert.rejects(open(), isDatasetNotReadyError);
  const nobody = 'http://127.0.0.1:9';
  await assert.rejects(open({ hub: nobody, openDeadline: 50 }), isHubUnreachableError);
});

test('the key is the given one, the identifier’s, the variable’s, the saved one, in that order', async (t) => {
  await using kit = await sessionKit();
  const { XDG_CONFIG_HOME, TRAINYARD_API_KEY } = process.env;
  t.after(() => Object.assign(process.env, { XDG_CONFIG_HOME, TRAINYARD_API_KEY }));
  process.env['XDG_CONFIG_HOME'] = kit.directory;
  delete process.env['TRAINYARD_API_KEY'];
  const { hub: _hub, apiKey: _key, ...options } = kit.options;
  const used = async (identifier: string, apiKey?: string): Promise<unknown> => {
    await using _session = await openSession(identifier, { ...options, ...(apiKey && { apiKey }) });
    return kit.hub.requests.at(-1)?.headers['x-api-key'];
  };
  const key = (letter: string): string => letter.repeat(42);
  const address = `${kit.hub.url}/models/${MODEL_ID}`;
  await assert.rejects(openSession(address, options), isNotSignedInError);
  await saveCredentials(kit.hub.url, key('d'));
  assert.equal(await used(address), key('d'));
  assert.equal(await used(MODEL_ID), key('d'), 'the hub signed in to is meant');
  process.env['TRAINYARD_API_KEY'] = key('c');
  assert.equal(await used(address), key('c'));
  assert.equal(await used(`${address}?api_key=${key('b')}`), key('b'));
  assert.equal(await used(`${key('b')}_${MODEL_ID}`), key('b'));
  assert.equal(await used(`${address}?api_key=${key('b')}`, API_KEY), API_KEY);
});

test('ranks other than 0 are silent', async (t) => {
  await using kit = await sessionKit();
  t.after(() => delete process.env['LOCAL_RANK']);
  process.env['LOCAL_RANK'] = '1';
  const session = await openSession('yolo11n.pt', kit.options);
  assert.equal(session.silent, true);
  await session.logMetrics(0, { loss: 1 });
  await session.finish();
  assert.deepEqual(kit.hub.requests, []);
});
