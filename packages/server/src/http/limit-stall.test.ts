import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { limitStall } from './limit-stall.ts';

const STALL_MS = 50;

describe('the limit of stalled uploads', () => {
  it('lets the sender of a whole file wait for its reply, however long the disk takes', async () => {
    const server = createServer(async (raw, response) => {
      limitStall(raw, STALL_MS);
      await raw.toArray();
      await wait(STALL_MS * 6);
      response.end('stored');
    });
    await using port = await listen(server);
    const sending = request({ host: '127.0.0.1', port: port.number, method: 'PUT' });
    sending.end('weights');
    const [reply] = (await once(sending, 'response')) as [IncomingMessage];
    assert.equal(Buffer.concat(await reply.toArray()).toString(), 'stored');
  });

  it('gives up a sender that owes bytes and sends none', async () => {
    const failed = Promise.withResolvers<Error>();
    const server = createServer((raw) => {
      limitStall(raw, STALL_MS);
      raw.on('error', failed.resolve).resume();
    });
    await using port = await listen(server);
    const headers = { 'content-length': '100' };
    const sending = request({ host: '127.0.0.1', port: port.number, method: 'PUT', headers });
    sending.on('error', () => undefined).write('weights');
    assert.match((await failed.promise).message, /stalled/);
  });
});

async function listen(server: ReturnType<typeof createServer>) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    number: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
