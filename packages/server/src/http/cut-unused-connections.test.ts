import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { it } from 'node:test';
import { TestHub } from '../../test-support/test-hub.ts';

it('a hub that stops does not wait for connections on which nothing was asked', async () => {
  await using hub = await TestHub.start();
  const socket = connect(Number(new URL(hub.url).port), '127.0.0.1');
  await once(socket, 'connect');
  // Answered on a later connection, so the first one has been accepted by then.
  assert.equal((await hub.request('GET', '/healthz')).status, 200);
  const [, closed] = await Promise.all([hub.hub.close(600_000), once(socket, 'close')]);
  assert.deepEqual(closed, [false]);
});
