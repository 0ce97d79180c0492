import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Browser } from '../../test-support/browser.ts';
import { CLIENT, OidcServer } from '../../test-support/oidc-server.ts';
import { TestHub } from '../../test-support/test-hub.ts';

let hub: TestHub;
let provider: OidcServer;
before(async () => {
  hub = await TestHub.start();
  const { port } = new URL(hub.url);
  provider = await OidcServer.start(hub.url, new Set(['mallory']));
  await hub.restart({ port: Number(port), oidcIssuer: provider.issuer, ...CLIENT });
});
after(async () => {
  await hub[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

/** Signs in at the provider under a name, and agrees that the hub may know it. */
async function signIn(name: string): Promise<Browser> {
  const browser = new Browser();
  await browser.open(`${hub.url}/sign-in/sso`);
  await browser.submit({ prompt: 'login', login: name, password: 'any' });
  await browser.submit({ prompt: 'consent' });
  return browser;
}

const whoIs = async (browser: Browser) => {
  const headers = { cookie: browser.cookies(hub.url) };
  const { body } = await hub.request('GET', '/app/v1/me', { key: null, headers });
  return body.account?.email ?? null;
};

describe('sign-in by OpenID Connect', () => {
  it('lets in whom the owner has invited under that address', async () => {
    await hub.request('POST', '/app/v1/people', { body: { email: 'ada@example.org' } });
    const browser = await signIn('ada');
    assert.equal(new URL(browser.url).origin, hub.url);
    assert.equal(await whoIs(browser), 'ada@example.org');
    assert.equal(await whoIs(await signIn('ada')), 'ada@example.org');
  });

  it('gives nobody an account', async () => {
    const browser = await signIn('stranger');
    assert.match(browser.url, /sign-in=refused/);
    assert.equal(await whoIs(browser), null);
    const { body } = await hub.request('GET', '/app/v1/people');
    assert.ok(!JSON.stringify(body).includes('stranger'));
  });

  it('does not believe an address that the provider has not verified', async () => {
    await hub.request('POST', '/app/v1/people', { body: { email: 'mallory@example.org' } });
    assert.equal(await whoIs(await signIn('mallory')), null);
  });
});
