import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '../checkpoint/hash-file.ts';
import type { HubClient } from '../client/hub-client.ts';
import type { ProgressEvent } from '../progress/progress-event.ts';
import { openSession } from '../session/open-session.ts';
import { TcpProxy } from './tcp-proxy.ts';

/**
 * Uploads final weights through a proxy that cuts all connections `cuts` times on the way, and
 * asserts that they arrive whole.
 * @returns share of the bytes that was sent more than once.
 */
export async function cutUpload(
  client: HubClient,
  directory: string,
  size: number,
  cuts: number,
): Promise<number> {
  await using proxy = await TcpProxy.start(client.hub);
  const weights = join(directory, 'best.pt');
  const sha256 = await writeRandom(weights, size);
  const progress: ProgressEvent[] = [];
  const options = {
    hub: proxy.url,
    apiKey: client.apiKey as string,
    spool: join(directory, 'spool'),
    cache: join(directory, 'cache'),
    environment: false,
    onWarning: () => undefined,
    onProgress: (event: ProgressEvent) => void progress.push(event),
  };
  const session = await openSession('custom.yaml', options);
  let cut = 0;
  proxy.onUpstream = (total) => {
    if (cut >= cuts || total < ((cut + 1) * size) / (cuts + 2)) return;
    cut++;
    proxy.cut();
  };
  assert.ok((await session.finish({ weights })).complete);
  assert.equal(cut, cuts);
  const again = await openSession(session.modelId as string, options);
  assert.ok(again.start.kind === 'trained');
  assert.equal(await hashFile(again.start.weights), sha256);
  const finished = progress.find(({ type }) => type === 'finished');
  assert.ok(finished?.type === 'finished');
  return (finished.moved - size) / size;
}

async function writeRandom(file: string, size: number): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(file, 'w');
  for (let written = 0; written < size; ) {
    const piece = randomBytes(Math.min(1024 * 1024, size - written));
    hash.update(piece);
    await handle.writeFile(piece);
    written += piece.length;
  }
  await handle.close();
  return hash.digest('hex');
}
