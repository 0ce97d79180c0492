import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { type EventFrame, run, send, started } from '../../../test-support/platform-run.ts';
import { TestHub } from '../../../test-support/test-hub.ts';

const LIMIT = 1024 * 1024;

let hub: TestHub;
before(async () => {
  hub = await TestHub.start({ maxUpload: LIMIT });
});
after(() => hub[Symbol.asyncDispose]());

const weights = (size = 100_000) => new Uint8Array(randomBytes(size));
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const model = async (id: string) => (await hub.request('GET', `/v1/models/${id}`)).body.data;
const bytes = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());

const ask = (frame: object, key = hub.key) =>
  hub.request('POST', '/api/webhooks/models/upload', { body: frame, key });

/** As the client sends it: bytes of declared length, no credentials. */
async function put(url: string, body: Uint8Array<ArrayBuffer>): Promise<number> {
  const headers = { 'content-type': 'application/octet-stream' };
  return (await fetch(url, { method: 'PUT', headers, body, redirect: 'error' })).status;
}

async function upload(
  frame: EventFrame & { runId?: number },
  filename: string,
  content: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const { body } = await ask({ filename, ...frame });
  assert.equal(await put(body.uploadUrl, content), 200);
  return body.gcsPath;
}

describe('a checkpoint of a Platform run', () => {
  it('in mid-training can be resumed from by any client, and does not end the training', async () => {
    const { modelId, runId } = await started(hub, run('uploads', 'train'));
    const best = weights();
    const path = await upload({ modelId, runId }, 'best.pt', best);
    const saved = await send(hub, 'checkpoint_saved', { modelPath: path, runId }, { modelId });
    assert.deepEqual([saved.status, saved.body.warning], [200, undefined]);
    const { state, status, has_last_weights, has_best_weights, resume } = await model(modelId);
    assert.deepEqual(
      [state, status, has_last_weights, has_best_weights],
      ['training', 'training', true, true],
    );
    assert.equal(sha256(await bytes(resume)), sha256(best));
  });

  it('becomes the final weights by the completion that names it', async () => {
    const { modelId, runId } = await started(hub, run('final', 'train', { epochs: '1' }));
    await upload({ modelId, runId }, 'best.pt', weights());
    await send(hub, 'epoch_end', { epoch: 0, metrics: { a: 1 } }, { modelId });
    const final = weights();
    const modelPath = await upload({ modelId, runId }, 'best.pt', final);
    assert.equal((await model(modelId)).state, 'training');
    const results = { metrics: { 'metrics/mAP50-95(B)': 0.5 }, modelPath, modelSize: final.length };
    for (let times = 0; times < 2; times++) {
      await send(hub, 'training_complete', { results, runId }, { modelId });
    }
    const trained = await model(modelId);
    assert.equal(trained.state, 'trained');
    assert.equal(sha256(await bytes(trained.weights)), sha256(final));
  });

  it('of a callback that names its own file becomes final by being the last', async () => {
    const { modelId } = await started(hub, run('old', 'train'));
    await upload({ project: 'old', name: 'train' }, 'best.pt', weights());
    const final = weights();
    await upload({ project: 'old', name: 'train' }, 'best.pt', final);
    const results = { modelPath: '/home/someone/runs/train/weights/best.pt' };
    await send(hub, 'training_complete', { results }, { modelId });
    assert.equal(sha256(await bytes((await model(modelId)).weights)), sha256(final));
  });

  it('from mid-training that arrives after the final one does not take its place', async () => {
    const { modelId, runId } = await started(hub, run('slow', 'train', { epochs: '1' }));
    await send(hub, 'epoch_end', { epoch: 0, metrics: { a: 1 } }, { modelId });
    const final = weights();
    const modelPath = await upload({ modelId, runId }, 'best.pt', final);
    await upload({ modelId, runId }, 'best.pt', weights());
    await send(hub, 'training_complete', { results: { modelPath }, runId }, { modelId });
    await upload({ modelId, runId }, 'best.pt', weights());
    assert.equal(sha256(await bytes((await model(modelId)).weights)), sha256(final));
  });

  it('called last.pt gives no best weights', async () => {
    const { modelId } = await started(hub, run('last', 'train'));
    await upload({ modelId }, 'last.pt', weights());
    const { has_last_weights, has_best_weights } = await model(modelId);
    assert.deepEqual([has_last_weights, has_best_weights], [true, false]);
  });

  it('of a run that another has followed stays with its own, and so does its completion', async () => {
    const { modelId } = await started(hub, run('stale', 'train'));
    await send(hub, 'epoch_end', { epoch: 0, metrics: { a: 1 } }, { modelId });
    const again = await started(hub, run('stale', 'train', { resume: 'True' }));
    assert.equal(again.runId, 2);
    await upload({ modelId, runId: 1 }, 'best.pt', weights());
    const late = await send(hub, 'training_complete', { results: {}, runId: 1 }, { modelId });
    assert.equal(late.body.ignored, 'stale_instance');
    assert.equal((await model(modelId)).state, 'training');
  });
});

describe('a signed upload', () => {
  it('goes to an absolute URL that ends in the file name', async () => {
    const { modelId } = await started(hub, run('links', 'train'));
    const { body } = await ask({ modelId, filename: '/a/b/../best weights.pt' });
    assert.match(body.uploadUrl, new RegExp(`^${hub.url}/u-.*/best-weights\\.pt$`));
    assert.deepEqual([typeof body.gcsPath, typeof body.uploadPath], ['string', 'string']);
  });

  it('is refused when anything of its URL was changed', async () => {
    const { modelId } = await started(hub, run('forged', 'train'));
    const other = await started(hub, run('forged', 'other'));
    const { uploadUrl } = (await ask({ modelId, filename: 'best.pt' })).body;
    for (const changed of [
      uploadUrl.replace(modelId, other.modelId),
      uploadUrl.replace('best.pt', 'last.pt'),
      uploadUrl.replace(`/${LIMIT}/`, `/${LIMIT * 10}/`),
      uploadUrl.replace(/u-[0-9a-z]+-/, 'u-zzzzzzz-'),
    ]) {
      assert.notEqual(changed, uploadUrl);
      assert.equal(await put(changed, weights()), 403);
    }
  });

  it('over the limit is refused before its first byte', async () => {
    const { modelId } = await started(hub, run('large', 'train'));
    assert.equal((await ask({ modelId, filename: 'best.pt', size: LIMIT + 1 })).status, 413);
    const { uploadUrl } = (await ask({ modelId, filename: 'best.pt' })).body;
    const status = await new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        uploadUrl,
        { method: 'PUT', headers: { 'content-length': LIMIT + 1 } },
        (answer) => resolve(answer.statusCode),
      );
      outgoing.on('error', reject);
      outgoing.flushHeaders();
    });
    assert.equal(status, 413);
  });

  it('needs its length declared', async () => {
    const { modelId } = await started(hub, run('chunked', 'train'));
    const { uploadUrl } = (await ask({ modelId, filename: 'best.pt' })).body;
    const body = new Blob([weights()]).stream();
    // biome-ignore lint/suspicious/noExplicitAny: `duplex` is missing in the types of fetch.
    const answer = await fetch(uploadUrl, { method: 'PUT', body, duplex: 'half' } as any);
    assert.equal(answer.status, 411);
  });

  it('that brings less than it announced is given up, and can be sent again', async () => {
    await using impatient = await TestHub.start({ stallSeconds: 0.2 });
    const { modelId } = await started(impatient, run('cut', 'train'));
    const body = { modelId, filename: 'best.pt' };
    const { uploadUrl } = (await impatient.request('POST', '/api/webhooks/models/upload', { body }))
      .body;
    const outgoing = httpRequest(uploadUrl, {
      method: 'PUT',
      headers: { 'content-length': 2000 },
    });
    outgoing.write(weights(1000));
    await assert.rejects(once(outgoing, 'response'), { code: 'ECONNRESET' });
    assert.equal(await put(uploadUrl, weights(2000)), 200);
  });

  it('of a torn archive is refused, and leaves the good one before it', async () => {
    const { modelId } = await started(hub, run('torn', 'train'));
    const good = weights();
    await upload({ modelId }, 'last.pt', good);
    const torn = weights();
    torn.set([0x50, 0x4b, 3, 4]);
    const { uploadUrl } = (await ask({ modelId, filename: 'last.pt' })).body;
    assert.equal(await put(uploadUrl, torn), 422);
    assert.equal(sha256(await bytes((await model(modelId)).resume)), sha256(good));
  });

  it('sent twice is one checkpoint', async () => {
    const { modelId } = await started(hub, run('twice', 'train'));
    const { uploadUrl } = (await ask({ modelId, filename: 'last.pt' })).body;
    const content = weights();
    assert.deepEqual([await put(uploadUrl, content), await put(uploadUrl, content)], [200, 200]);
    const { body } = await hub.request('GET', `/app/v1/models/${modelId}`);
    assert.equal(body.checkpoints.count, 1);
  });

  it("is not offered for somebody else's model, nor for one that there is not", async () => {
    const { modelId } = await started(hub, run('theirs', 'train'));
    const { key } = await hub.member('mallory@example.org');
    assert.equal((await ask({ modelId, filename: 'best.pt' }, key)).status, 404);
    assert.equal((await ask({ project: 'theirs', name: 'train' }, key)).status, 404);
    assert.equal((await ask({ modelId: 'B'.repeat(20), filename: 'best.pt' })).status, 404);
  });
});
