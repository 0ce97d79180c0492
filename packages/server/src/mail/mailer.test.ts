import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MailReceiver } from '../../test-support/mail-receiver.ts';
import { TestHub } from '../../test-support/test-hub.ts';

/** Undoes the wrapping of long lines in a mail's body. */
const unwrapped = (text: string) => text.replace(/=\r?\n/g, '').replace(/=3D/g, '=');

describe('e-mail', () => {
  it('tells of what somebody chose, after the mail server refused at first', async () => {
    await using mail = await MailReceiver.start();
    await using hub = await TestHub.start({
      smtpUrl: mail.url,
      mailFrom: 'Hub <hub@example.org>',
      ownerEmail: 'boss@example.org',
      retrySeconds: 0.01,
    });
    assert.deepEqual((await hub.request('GET', '/app/v1/me/notices')).body, {
      events: [],
      mail: true,
    });
    const body = { events: ['model.failed'] };
    const chosen = await hub.request('PUT', '/app/v1/me/notices', { body });
    assert.deepEqual(chosen.body.events, ['model.failed']);
    mail.refusals = 1;
    const id = await hub.model({ meta: { name: 'digits' } });
    await hub.request('POST', `/v1/agent/heartbeat/models/${id}`, {
      body: { agent: 'a', agentId: 'a' },
    });
    await hub.request('POST', `/app/v1/models/${id}/finish`, {
      body: { sessionId: 'a-session', state: 'failed', message: 'CUDA out of memory' },
    });
    await mail.arrived(1);
    const [{ to, from, text }] = mail.received as [(typeof mail.received)[0]];
    assert.deepEqual([to, from], [['boss@example.org'], 'hub@example.org']);
    assert.match(text, /^Subject: digits: failed\r?$/m);
    assert.match(text, /CUDA out of memory/);
    assert.ok(unwrapped(text).includes(`${hub.url}/models/${id}`));
  });

  it('carries an invitation, whose link signs in', async () => {
    await using mail = await MailReceiver.start();
    await using hub = await TestHub.start({ smtpUrl: mail.url });
    const body = { email: 'new@example.org' };
    const invited = await hub.request('POST', '/app/v1/people', { body });
    assert.deepEqual([invited.status, invited.body.mailed], [201, true]);
    const link = /(http\S+\/sign-in\?token=\S+)/.exec(unwrapped(mail.received[0]!.text))![1]!;
    assert.equal(link, invited.body.url);
    const { status, headers } = await hub.request('GET', link, { key: null });
    assert.equal(status, 302);
    assert.ok(headers.getSetCookie().some((line) => line.includes('session_token')));
  });

  it('that cannot be sent keeps nobody out: the invitation’s link is there to pass on', async () => {
    const mail = await MailReceiver.start();
    const { url } = mail;
    await mail[Symbol.asyncDispose]();
    await using hub = await TestHub.start({ smtpUrl: url });
    const body = { email: 'new@example.org' };
    const invited = await hub.request('POST', '/app/v1/people', { body });
    assert.deepEqual([invited.status, invited.body.mailed], [201, false]);
    assert.match(invited.body.url, /\/sign-in\?token=/);
  });
});
