import assert from 'node:assert/strict';
import { it } from 'node:test';
import { TestHub } from '../../test-support/test-hub.ts';

const body = { email: 'owner@localhost', password: 'not the right one' };

it('tries of a password are limited, by each hub for itself', async () => {
  await using hub = await TestHub.start({ ownerPassword: 'a password of its own' });
  await using other = await TestHub.start({ ownerPassword: 'a password of its own' });
  const tryAt = async (one: TestHub) =>
    (
      await one.request('POST', '/app/v1/auth/sign-in/email', {
        body,
        key: null,
        headers: { origin: one.url },
      })
    ).status;
  for (let tries = 0; tries < 10; tries++) assert.equal(await tryAt(hub), 401);
  assert.equal(await tryAt(hub), 429);
  assert.equal(await tryAt(other), 401);
});
