import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import Fastify, { type FastifyInstance } from 'fastify';
import { sendFile } from './send-file.ts';

const CONTENT = randomBytes(20_000_001);

describe('a file as a reply', () => {
  let folder: string;
  let app: FastifyInstance;
  let url: string;
  let sent: Promise<void>;
  let range = { start: 0, end: CONTENT.length };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-send-'));
    await writeFile(join(folder, 'whole'), CONTENT);
    app = Fastify();
    app.get('/:name', async (request, reply) => {
      reply.status(206).header('content-length', range.end - range.start);
      sent = sendFile(reply, join(folder, (request.params as { name: string }).name), range);
      await sent;
      return reply;
    });
    url = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  after(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });
  const ask = async (name: string) =>
    (await once(get(`${url}/${name}`), 'response'))[0] as IncomingMessage;

  it('is what lies in it, whole and in ranges', async () => {
    for (const [start, end] of [
      [0, CONTENT.length],
      [CONTENT.length - 1, CONTENT.length],
      [524_287, 1_572_865],
    ] as const) {
      range = { start, end };
      const response = await ask('whole');
      assert.equal(response.statusCode, 206);
      assert.ok((await buffer(response)).equals(CONTENT.subarray(start, end)));
    }
  });

  it('ends when the client leaves in the middle of it', async () => {
    range = { start: 0, end: CONTENT.length };
    const response = await ask('whole');
    await once(response, 'readable');
    response.destroy();
    await sent;
  });

  it('breaks off where the file is shorter than was said', async () => {
    range = { start: 0, end: CONTENT.length + 1 };
    await assert.rejects(buffer(await ask('whole')), { code: 'ECONNRESET' });
  });

  it('that is not there is an error, and another reply can be given', async () => {
    const response = await ask('missing');
    await assert.rejects(sent, { code: 'not_found' });
    assert.ok(response.statusCode! >= 400);
    assert.ok((await buffer(response)).length > 0);
  });
});
