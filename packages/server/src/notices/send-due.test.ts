import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { TestDatabase } from '../../test-support/test-database.ts';
import { WebhookReceiver } from '../../test-support/webhook-receiver.ts';
import { isPrivateAddress } from './private-address.ts';
import { type Sender, sendDue } from './send-due.ts';
import { newDelivery } from './tell-changes.ts';
import { Webhooks } from './webhooks.ts';

const HOUR = 60 * 60 * 1000;
const MESSAGE = JSON.stringify({ event: 'ping', at: '', text: '' });

async function setUp(stored: TestDatabase, url: string) {
  const { database, owner } = stored;
  const secret = randomBytes(32);
  const sender: Sender = {
    database,
    secret,
    mailer: undefined,
    allowPrivate: true,
    retryMs: 10_000,
  };
  const { id } = await new Webhooks(sender).create(owner.userId, { url });
  const queue = (count: number) =>
    database.db
      .insertInto('deliveries')
      .values(Array.from({ length: count }, () => newDelivery(owner.userId, id, 'ping', MESSAGE)))
      .execute();
  const webhook = () =>
    database.db.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  return { sender, queue, webhook };
}

describe('what is due', () => {
  it('is sent once, however many look for it at the same time', async () => {
    await using receiver = await WebhookReceiver.start();
    await using stored = await TestDatabase.open();
    const { sender, queue } = await setUp(stored, receiver.url);
    await queue(15);
    const sent = await Promise.all([sendDue(sender), sendDue(sender), sendDue(sender)]);
    assert.equal(
      sent.reduce((sum, count) => sum + count),
      15,
    );
    assert.equal(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size, 15);
    assert.equal(receiver.received.length, 15);
  });

  it('is given up after a day, and its webhook disabled after three', async () => {
    await using receiver = await WebhookReceiver.start();
    await using stored = await TestDatabase.open();
    const { sender, queue, webhook } = await setUp(stored, receiver.url);
    receiver.answers = Array(100).fill(500);
    await queue(1);
    const began = Date.now();
    let now = began;
    while ((await sendDue(sender, () => now)) > 0) {
      const { state, next_at: nextAt } = await stored.database.db
        .selectFrom('deliveries')
        .select(['state', 'next_at'])
        .executeTakeFirstOrThrow();
      if (state === 'given_up') break;
      now = nextAt;
    }
    assert.ok(now - began > 12 * HOUR && now - began < 24 * HOUR);
    assert.equal((await webhook()).disabled_at, null);
    await queue(1);
    now = began + 73 * HOUR;
    await sendDue(sender, () => now);
    assert.equal((await webhook()).disabled_at, now);
    const before = receiver.received.length;
    await queue(1);
    await sendDue(sender, () => now);
    assert.equal(receiver.received.length, before, 'a disabled webhook is left alone');
  });

  it('to a receiver that is gone for good (410) is given up, and the webhook disabled', async () => {
    await using receiver = await WebhookReceiver.start();
    await using stored = await TestDatabase.open();
    const { sender, queue, webhook } = await setUp(stored, receiver.url);
    receiver.answers = [410];
    await queue(1);
    await sendDue(sender);
    assert.notEqual((await webhook()).disabled_at, null);
  });
});

describe('a private address', () => {
  it('is told from a public one, in each of its forms', () => {
    for (const address of [
      '127.0.0.1',
      '10.1.2.3',
      '169.254.169.254',
      '::1',
      'fd00::1',
      'fe80::1',
    ]) {
      assert.ok(isPrivateAddress(address), address);
    }
    for (const address of ['::ffff:192.168.0.1', '64:ff9b::a00:1', '2002:a00:1::', '100.64.0.1']) {
      assert.ok(isPrivateAddress(address), address);
    }
    for (const address of ['8.8.8.8', '172.32.0.1', '2606:4700::1111', '100.128.0.1']) {
      assert.ok(!isPrivateAddress(address), address);
    }
  });
});
