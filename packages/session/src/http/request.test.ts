import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { HubUnreachableError, isHubUnreachableError } from '../errors/hub-unreachable-error.ts';
import { isRequestRefusedError } from '../errors/request-refused-error.ts';
import { readText } from './read-body.ts';
import { type RequestOptions, type Retry, request } from './request.ts';
import { jsonBody } from './request-body.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

async function serve(handler: Handler) {
  let count = 0;
  const server = createServer((req, res) => handler(req, res, ++count));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function get(url: string, options: Partial<RequestOptions<string>> = {}): Promise<string> {
  return request({ what: 'a test', url, read: (response) => readText(response), ...options });
}

test('408, 425, 429 and 5xx are tried again, with the whole body', async () => {
  const retried = async (status: number): Promise<void> => {
    const bodies: string[] = [];
    await using server = await serve(async (req, res, count) => {
      bodies.push(await readText(req));
      res.writeHead(count === 1 ? status : 200, { 'retry-after': '0' }).end('done');
    });
    const text = await get(server.url, { method: 'POST', body: jsonBody('{"a":1}') });
    assert.equal(text, 'done');
    assert.deepEqual(bodies, ['{"a":1}', '{"a":1}']);
  };
  await Promise.all([408, 425, 429, 500, 503, 507].map(retried));
});

test('other statuses are refused at once, with the hub’s own code and sentence', async () => {
  for (const status of [400, 403, 404, 409, 422, 501]) {
    await using server = await serve((_req, res) => {
      res.writeHead(status).end(JSON.stringify({ code: 'some_code', message: 'Do that instead.' }));
    });
    await assert.rejects(get(server.url), (error) => {
      assert.ok(isRequestRefusedError(error));
      assert.equal(error.status, status);
      assert.equal(error.hubCode, 'some_code');
      return error.message.includes('Do that instead.');
    });
    assert.equal(server.count(), 1);
  }
});

test('a broken connection is tried again', async () => {
  await using server = await serve((req, res, count) => {
    if (count < 3) req.socket.destroy();
    else res.end('done');
  });
  const retries: Retry[] = [];
  assert.equal(await get(server.url, { onRetry: (retry) => retries.push(retry) }), 'done');
  assert.deepEqual(
    retries.map(({ failures }) => failures),
    [1, 2],
  );
});

test('a Retry-After beyond the deadline ends it, and is told', async () => {
  await using server = await serve((_req, res) => {
    res.writeHead(429, { 'retry-after': '3600' }).end();
  });
  await assert.rejects(get(server.url), (error) => {
    assert.ok(error instanceof HubUnreachableError);
    return error.status === 429 && error.retryAfter === 3600;
  });
  assert.equal(server.count(), 1);
});

test('a hub that answers nothing is given up at the deadline', async () => {
  await using server = await serve(() => undefined);
  await assert.rejects(get(server.url, { deadline: 50 }), isHubUnreachableError);
});

test('an aborted request rejects with the signal’s reason', async () => {
  await using server = await serve(() => undefined);
  const stop = new AbortController();
  const reason = new Error('enough');
  const pending = get(server.url, { signal: stop.signal });
  stop.abort(reason);
  await assert.rejects(pending, reason);
});

test('redirects are followed for GET, without the key on another origin', async () => {
  await using other = await serve((req, res) => res.end(`key: ${req.headers['x-api-key']}`));
  await using server = await serve((_req, res) => {
    res.writeHead(302, { location: other.url }).end();
  });
  const headers = { 'x-api-key': 'secret' };
  assert.equal(await get(server.url, { headers }), 'key: undefined');
  await assert.rejects(get(server.url, { headers, method: 'POST' }), isRequestRefusedError);
});

test('a refusal before the body is all sent ends the sending', async () => {
  await using server = await serve((_req, res) => {
    res.writeHead(413, { connection: 'close' }).end('{"message":"too large"}');
  });
  const chunk = Buffer.alloc(64 * 1024);
  const body = {
    contentType: 'application/octet-stream',
    length: chunk.length * 1000,
    *open() {
      for (let count = 0; count < 1000; count++) yield chunk;
    },
  };
  await assert.rejects(get(server.url, { method: 'POST', body }), (error) => {
    return isRequestRefusedError(error) && error.status === 413;
  });
});
