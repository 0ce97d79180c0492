import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { TestHub } from '../../../test-support/test-hub.ts';

let hub: TestHub;
before(async () => {
  hub = await TestHub.start({ maxUpload: 4 * 1024 * 1024 });
});
after(() => hub[Symbol.asyncDispose]());

const weights = (size = 300_000) => new Uint8Array(randomBytes(size));
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const LAST = { epoch: '4', type: 'epoch', isBest: 'True' };
const FINAL = { epoch: '9', type: 'final', map: '0.75' };

const upload = (
  id: string,
  fields: Record<string, string>,
  name: string,
  content: Uint8Array<ArrayBuffer>,
) => hub.upload(`/v1/models/${id}/upload`, fields, { name, content });
const model = async (id: string) => (await hub.request('GET', `/v1/models/${id}`)).body.data;
const bytes = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());

describe('a checkpoint', () => {
  it('makes the model resumable, from a link whose file name no other content has', async () => {
    const id = await hub.model();
    const first = weights();
    const second = weights();
    await upload(id, LAST, 'last.pt', first);
    const before = (await model(id)).resume;
    const answer = await upload(id, { ...LAST, epoch: '5', isBest: 'False' }, 'last.pt', second);
    assert.equal(answer.body.data.sha256, sha256(second));
    const { resume, has_last_weights, status } = await model(id);
    assert.deepEqual([has_last_weights, status], [true, 'training']);
    assert.notEqual(before.split('/').at(-1), resume.split('/').at(-1));
    assert.match(resume, new RegExp(`/${id}-[0-9a-f]{12}\\.pt$`));
    assert.equal(sha256(await bytes(resume)), sha256(second));
  });

  it('that is called the best gives the weights until the final ones come', async () => {
    const id = await hub.model();
    const best = weights();
    await upload(id, LAST, 'last.pt', best);
    await upload(id, { ...LAST, epoch: '5', isBest: 'False' }, 'last.pt', weights());
    assert.equal(sha256(await bytes((await model(id)).weights)), sha256(best));
    const final = weights();
    await upload(id, FINAL, 'best.pt', final);
    const trained = await model(id);
    assert.deepEqual([trained.status, trained.has_best_weights], ['trained', true]);
    assert.match(trained.weights, new RegExp(`/${id}/best\\.pt$`));
    assert.equal(sha256(await bytes(trained.weights)), sha256(final));
  });

  it('that comes in after the final weights, or after a later epoch, does not take their place', async () => {
    const id = await hub.model();
    const final = weights();
    const later = weights();
    await upload(id, { ...LAST, epoch: '8' }, 'last.pt', later);
    await upload(id, FINAL, 'best.pt', final);
    await upload(id, { ...LAST, epoch: '7' }, 'last.pt', weights());
    const { weights: best, resume, status } = await model(id);
    assert.equal(status, 'trained');
    assert.equal(sha256(await bytes(best)), sha256(final));
    assert.equal(sha256(await bytes(resume)), sha256(later));
  });

  it('may come with its file before its fields', async () => {
    const id = await hub.model();
    const content = weights();
    const form = new FormData();
    form.set('best.pt', new Blob([content]), 'best.pt');
    for (const [name, value] of Object.entries(FINAL)) form.set(name, value);
    const answer = await hub.request('POST', `/v1/models/${id}/upload`, { body: form });
    assert.equal(answer.status, 200);
    assert.equal((await model(id)).status, 'trained');
  });

  it('sent twice at the same moment is one checkpoint, and both are told so', async () => {
    const id = await hub.model();
    const content = weights();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => upload(id, FINAL, 'best.pt', content)),
    );
    const ids = new Set(answers.map((answer) => answer.body.data.id));
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 200, 200, 200],
    );
    assert.equal(ids.size, 1);
  });

  for (const [what, fields, content, code] of [
    ['empty', FINAL, new Uint8Array(), 'empty_upload'],
    ['a zip without its end', FINAL, zipHead(), 'checkpoint_torn'],
    ['of an unknown type', { type: 'middle' }, weights(10), 'invalid_body'],
    ['of an epoch that is no number', { type: 'epoch', epoch: 'two' }, weights(10), 'invalid_body'],
    ['larger than the hub accepts', FINAL, weights(6 * 1024 * 1024), 'upload_too_large'],
  ] as const) {
    it(`is refused when it is ${what}, and the one before stays`, async () => {
      const id = await hub.model();
      const good = weights();
      await upload(id, LAST, 'last.pt', good);
      const answer = await upload(id, fields, 'best.pt', content);
      assert.equal(answer.body.code, code);
      const { resume, status } = await model(id);
      assert.equal(status, 'training');
      assert.equal(sha256(await bytes(resume)), sha256(good));
    });
  }

  it('without any file is refused', async () => {
    const form = new FormData();
    form.set('type', 'final');
    const id = await hub.model();
    const answer = await hub.request('POST', `/v1/models/${id}/upload`, { body: form });
    assert.equal(answer.body.code, 'missing_file');
  });

  it('in another form than multipart is refused', async () => {
    const id = await hub.model();
    const answer = await hub.request('POST', `/v1/models/${id}/upload`, { body: { a: 1 } });
    assert.equal(answer.status, 415);
  });

  it('whose declared length is too large is refused before a byte of it is sent', async () => {
    const id = await hub.model();
    const reply = await raw([
      `POST /v1/models/${id}/upload HTTP/1.1`,
      'host: hub',
      `x-api-key: ${hub.key}`,
      'content-type: multipart/form-data; boundary=b',
      `content-length: ${20 * 1024 * 1024}`,
      '',
      '',
    ]);
    assert.match(reply, /^HTTP\/1\.1 413 /);
    assert.match(reply, /upload_too_large/);
  });

  it('whose connection is cut leaves nothing behind, and the hub goes on', async () => {
    // On the data folder, whatever the others run on: there it can be seen.
    await using hub = await TestHub.start({ blobsUrl: undefined });
    const id = await hub.model();
    const socket = connect(Number(new URL(hub.url).port), '127.0.0.1');
    const head =
      '--b\r\ncontent-disposition: form-data; name="best.pt"; filename="best.pt"\r\n\r\n';
    socket.write(
      `POST /v1/models/${id}/upload HTTP/1.1\r\nhost: hub\r\nx-api-key: ${hub.key}\r\n` +
        `content-type: multipart/form-data; boundary=b\r\ncontent-length: 2000000\r\n\r\n${head}`,
    );
    socket.write(randomBytes(500_000));
    const underWay = async () =>
      (await readdir(join(hub.data, 'uploads'))).filter((name) => name.endsWith('.part')).length;
    await until(async () => (await underWay()) === 1);
    socket.destroy();
    await until(async () => (await underWay()) === 0);
    const { has_best_weights, status } = (await hub.request('GET', `/v1/models/${id}`)).body.data;
    assert.deepEqual([has_best_weights, status], [false, 'new']);
  });
});

/** The first kilobyte of a zip: what a checkpoint that is still being written looks like. */
function zipHead(): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(1000);
  head.set([0x50, 0x4b, 0x03, 0x04]);
  return head;
}

/** Sends request lines and returns what comes back. */
function raw(lines: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(hub.url).port), '127.0.0.1');
    let reply = '';
    socket.on('data', (chunk) => {
      reply += chunk;
      if (reply.includes('\r\n\r\n') && reply.trimEnd().endsWith('}')) {
        socket.destroy();
        resolve(reply);
      }
    });
    socket.on('error', reject);
    socket.write(lines.join('\r\n'));
  });
}

/** Waits for something that the file system does not announce; the test's own time limit ends it. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
