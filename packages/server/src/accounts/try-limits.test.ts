import assert from 'node:assert/strict';
import { it } from 'node:test';
import { TestHub } from '../../test-support/test-hub.ts';

const MOST = 10;
const ownerPassword = 'a password of its own';

/** Tries a wrong password. @param headers what a client or a proxy adds */
async function tryAt(hub: TestHub, headers: Record<string, string> = {}): Promise<number> {
  const answer = await hub.request('POST', '/app/v1/auth/sign-in/email', {
    body: { email: 'owner@localhost', password: 'not the right one' },
    key: null,
    headers: { origin: hub.url, ...headers },
  });
  return answer.status;
}

it('tries of a password are limited, by each hub for itself', async () => {
  await using hub = await TestHub.start({ ownerPassword });
  await using other = await TestHub.start({ ownerPassword });
  for (let tries = 0; tries < MOST; tries++) assert.equal(await tryAt(hub), 401);
  assert.equal(await tryAt(hub), 429);
  assert.equal(await tryAt(other), 401);
});

it('whoever tries counts by the address of the connection, whatever they say', async () => {
  await using hub = await TestHub.start({ ownerPassword });
  const forged = (number: number) => ({
    'x-forwarded-for': `203.0.113.${number}`,
    'x-real-ip': `203.0.113.${number}`,
    forwarded: `for=203.0.113.${number}`,
    'x-trainyard-client': `203.0.113.${number}`,
  });
  for (let tries = 0; tries < MOST; tries++) assert.equal(await tryAt(hub, forged(tries)), 401);
  assert.equal(await tryAt(hub, forged(MOST)), 429);
});

it('a proxy that is not on the list is not believed', async () => {
  await using hub = await TestHub.start({ ownerPassword, trustProxy: '10.0.0.0/8' });
  const forged = (number: number) => ({ 'x-forwarded-for': `203.0.113.${number}` });
  for (let tries = 0; tries < MOST; tries++) assert.equal(await tryAt(hub, forged(tries)), 401);
  assert.equal(await tryAt(hub, forged(MOST)), 429);
});

it('behind a proxy that is believed, the address that it has added counts', async () => {
  await using hub = await TestHub.start({ ownerPassword, trustProxy: 'loopback' });
  const from = (real: string, forged: number) => ({
    'x-forwarded-for': `203.0.113.${forged}, ${real}`,
  });
  for (let tries = 0; tries < MOST; tries++) {
    assert.equal(await tryAt(hub, from('198.51.100.7', tries)), 401);
  }
  assert.equal(await tryAt(hub, from('198.51.100.7', MOST)), 429);
  assert.equal(await tryAt(hub, from('198.51.100.8', 0)), 401);
});
