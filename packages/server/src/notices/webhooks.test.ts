import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { TestHub } from '../../test-support/test-hub.ts';
import { WebhookReceiver } from '../../test-support/webhook-receiver.ts';

const OPTIONS = { privateWebhooks: 'allow', retrySeconds: 0.01 } as const;

const finish = (hub: TestHub, id: string) =>
  hub.request('POST', `/app/v1/models/${id}/finish`, {
    body: { sessionId: 'a-session', state: 'trained' },
  });

const beat = (hub: TestHub, id: string) =>
  hub.request('POST', `/v1/agent/heartbeat/models/${id}`, { body: { agent: 'a', agentId: 'a' } });

/** Asks until a webhook's deliveries are as they should be. */
async function deliveries(hub: TestHub, id: string, done: (items: DeliveryItem[]) => boolean) {
  for (;;) {
    const { body } = await hub.request('GET', `/app/v1/webhooks/${id}/deliveries`);
    if (done(body.items)) return body.items as DeliveryItem[];
  }
}

interface DeliveryItem {
  readonly state: string;
  readonly tries: number;
  readonly event: string;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
}

describe('a webhook', () => {
  it('is told of changed states, signed, again and again until it takes them', async () => {
    await using receiver = await WebhookReceiver.start();
    await using hub = await TestHub.start(OPTIONS);
    receiver.answers = [500, 302];
    const made = await hub.request('POST', '/app/v1/webhooks', { body: { url: receiver.url } });
    assert.equal(made.status, 201);
    const { id: webhook, secret } = made.body;
    const model = await hub.model({ meta: { name: 'run <1>' } });
    await beat(hub, model);
    const [delivered] = await deliveries(hub, webhook, (items) => items[0]?.state === 'delivered');
    assert.deepEqual(
      [delivered!.event, delivered!.tries, delivered!.lastStatus],
      ['model.training', 3, 204],
    );
    assert.equal(receiver.received.length, 3, 'the redirect was not followed');
    const [first, , last] = receiver.received;
    assert.equal(first!.headers['webhook-id'], last!.headers['webhook-id']);
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': given } = last!.headers;
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signed = createHmac('sha256', key).update(`${id}.${at}.${last!.body}`).digest('base64');
    assert.equal(given, `v1,${signed}`);
    const { text, model: told } = last!.message;
    assert.match(text, /^run &lt;1&gt; is training \(0 epochs\)\. http/);
    assert.deepEqual([told!.id, told!.state, told!.previousState], [model, 'training', 'new']);

    await finish(hub, model);
    await receiver.arrived(4);
    assert.equal(receiver.received[3]!.message.event, 'model.trained');
  });

  it('hears of what it chose, of no other account, and is told what waits after a restart', async () => {
    await using receiver = await WebhookReceiver.start();
    await using hub = await TestHub.start({ ...OPTIONS, retrySeconds: 1000 });
    const body = { url: receiver.url, events: ['model.trained'] };
    const { body: webhook } = await hub.request('POST', '/app/v1/webhooks', { body });
    const { key } = await hub.member('other@example.org');
    const others = await hub.request('POST', '/v1/models', { key, body: {} });
    await hub.request('POST', `/app/v1/models/${others.body.data.id}/finish`, {
      key,
      body: { sessionId: 'a-session', state: 'trained' },
    });
    receiver.answers = [503];
    const model = await hub.model();
    await beat(hub, model);
    await finish(hub, model);
    const [waiting] = await deliveries(hub, webhook.id, ([item]) => item?.lastStatus === 503);
    assert.deepEqual([waiting!.state, waiting!.tries], ['waiting', 1]);
    // Due long after; the next hub is told to look at once by another one.
    await hub.restart();
    const test = await hub.request('POST', `/app/v1/webhooks/${webhook.id}/test`);
    assert.equal(test.status, 202);
    await receiver.arrived(2);
    assert.deepEqual(
      receiver.received.map(({ message }) => message.event),
      ['model.trained', 'ping'],
    );
    assert.equal(receiver.received[0]!.message.model!.id, model);
    const answer = await hub.request('GET', `/app/v1/webhooks/${webhook.id}/deliveries?limit=1`);
    assert.deepEqual([answer.body.items.length, answer.body.total], [1, 2]);
  });

  it('shows its secret once, and belongs to its account', async () => {
    await using hub = await TestHub.start(OPTIONS);
    const made = await hub.request('POST', '/app/v1/webhooks', {
      body: { url: 'http://127.0.0.1:9/', name: 'mine' },
    });
    const list = await hub.request('GET', '/app/v1/webhooks');
    assert.deepEqual(
      list.body.items.map((item: { name: string; secret?: string }) => [item.name, item.secret]),
      [['mine', undefined]],
    );
    const { key } = await hub.member('other@example.org');
    const path = `/app/v1/webhooks/${made.body.id}`;
    assert.equal((await hub.request('GET', `${path}/deliveries`, { key })).status, 404);
    assert.equal((await hub.request('POST', `${path}/test`, { key })).status, 404);
    assert.equal((await hub.request('DELETE', path, { key })).status, 404);
    assert.equal((await hub.request('DELETE', path)).status, 204);
    assert.equal((await hub.request('DELETE', path)).status, 404);
  });

  it('may not go to the hub’s own network, by number or by name, unless the operator allows it', async () => {
    await using receiver = await WebhookReceiver.start();
    await using hub = await TestHub.start({ retrySeconds: 1000 });
    for (const url of [
      receiver.url,
      'http://localhost/x',
      'http://[::ffff:10.0.0.1]/',
      'http://2130706433/',
    ]) {
      const { status, body } = await hub.request('POST', '/app/v1/webhooks', { body: { url } });
      assert.deepEqual([status, body.code], [422, 'private_address'], url);
    }
    for (const url of ['ftp://example.org/', 'https://user:pass@example.org/', 'not a url']) {
      const { status } = await hub.request('POST', '/app/v1/webhooks', { body: { url } });
      assert.equal(status, 422, url);
    }
    // One that was made while it was allowed is refused when it is sent.
    await hub.restart({ privateWebhooks: 'allow' });
    const url = receiver.url.replace('127.0.0.1', 'localhost');
    const { body } = await hub.request('POST', '/app/v1/webhooks', { body: { url } });
    await hub.restart();
    await hub.request('POST', `/app/v1/webhooks/${body.id}/test`);
    const [item] = await deliveries(hub, body.id, ([first]) => (first?.lastError ?? null) !== null);
    assert.match(item!.lastError!, /addresses of its own network/);
    assert.equal(receiver.received.length, 0);
  });
});
