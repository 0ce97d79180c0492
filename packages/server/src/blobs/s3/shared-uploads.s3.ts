import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { S3Server } from '../../../test-support/s3-server.ts';
import { TestDatabase } from '../../../test-support/test-database.ts';
import { LiveBus } from '../../live/live-bus.ts';
import { CheckpointUploads } from '../../training/checkpoint-uploads.ts';
import { createModel } from '../../training/models.ts';
import { collectGarbage } from '../collect-garbage.ts';
import { openS3Storage } from './open-s3-storage.ts';
import { parseS3Location } from './s3-location.ts';

test('a resumable upload goes on in another process, and both may finish it at once', async () => {
  await using server = await S3Server.start();
  await using data = await TestDatabase.open();
  const { database, owner } = data;
  const url = server.url();
  /** What one process has of its own: nothing but connections. */
  const process = async () => {
    const storage = await openS3Storage(parseS3Location(url), database);
    const parts = { ...storage, database, live: new LiveBus(), maxUploadBytes: 1e9 };
    return { ...storage, uploads: new CheckpointUploads(parts) };
  };
  const [one, other] = [await process(), await process()];
  const { id: modelId } = await createModel(database, owner, {});
  const content = randomBytes(12_000_000);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const info = { kind: 'last', epoch: 3, isBest: true, map: null } as const;
  const metadata = { ...info, sessionId: 'session-1', sha256 };
  const id = await one.uploads.create(owner, modelId, content.length, metadata);

  // What one has acknowledged, be it less than a part, counts for the other.
  await one.uploads.append(owner, id, 0, Readable.from([content.subarray(0, 5_500_000)]));
  assert.equal((await other.uploads.state(owner, id)).offset, 5_500_000);

  const rest = () => Readable.from([content.subarray(5_500_000)]);
  await Promise.allSettled([
    one.uploads.append(owner, id, 5_500_000, rest()),
    other.uploads.append(owner, id, 5_500_000, rest()),
  ]);
  const states = await Promise.all([one, other].map(({ uploads }) => uploads.state(owner, id)));
  assert.deepEqual(states, Array(2).fill({ offset: content.length, size: content.length }));

  const made = await database.db.selectFrom('checkpoints').selectAll().execute();
  assert.deepEqual(
    made.map(({ blob_hash, size }) => [blob_hash, size]),
    [[sha256, content.length]],
  );
  await collectGarbage(database, other.blobs, Date.now() + 86_400_000);
  assert.ok((await buffer(await other.blobs.open(sha256))).equals(content));
  assert.deepEqual(await other.partials.idle(Date.now() + 60_000), []);
  one.close();
  other.close();
});
