import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Upload, type UploadOptions } from 'tus-js-client';
import { TestHub } from '../../../test-support/test-hub.ts';

/** The standard's own client: what is true of it is true of any client of tus 1.0. */
test('tus-js-client uploads a checkpoint, in pieces and over an interruption', async () => {
  await using hub = await TestHub.start();
  const modelId = await hub.model();
  const content = randomBytes(3_000_000);
  const options = (more: UploadOptions): UploadOptions => ({
    endpoint: `${hub.url}/app/v1/uploads`,
    headers: { 'x-api-key': hub.key },
    chunkSize: 1_000_000,
    metadata: {
      modelId,
      sessionId: 'session-1',
      kind: 'final',
      map: '0.5',
      sha256: createHash('sha256').update(content).digest('hex'),
      filename: 'best.pt',
    },
    ...more,
  });

  // Given up after its first piece, as by a process that ends.
  const url = await new Promise<string>((resolve, reject) => {
    const upload = new Upload(
      content,
      options({
        onError: reject,
        onChunkComplete: (_size, accepted) => {
          if (accepted === 1_000_000) void upload.abort().then(() => resolve(upload.url as string));
        },
      }),
    );
    upload.start();
  });
  const offsets: number[] = [];
  await new Promise<void>((resolve, reject) => {
    const upload = new Upload(
      content,
      options({
        uploadUrl: url,
        onError: reject,
        onSuccess: () => resolve(),
        onChunkComplete: (_size, accepted) => offsets.push(accepted),
      }),
    );
    upload.start();
  });
  assert.deepEqual(offsets, [2_000_000, 3_000_000]);
  const { body } = await hub.request('GET', `/v1/models/${modelId}`);
  assert.equal(body.data.status, 'trained');
  const download = await fetch(body.data.weights);
  assert.deepEqual(Buffer.from(await download.arrayBuffer()), content);
});
