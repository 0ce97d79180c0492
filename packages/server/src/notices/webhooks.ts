import { lookup } from 'node:dns/promises';
import {
  type CreatedWebhookReply,
  type CreateWebhookBody,
  type DeliveriesReply,
  type DeliveryReply,
  HubError,
  NOTICE_EVENTS,
  type WebhookReply,
} from '@trainyard/protocol';
import { randomId } from '../accounts/random-id.ts';
import type { DeliveriesTable, WebhooksTable } from '../database/notice-tables.ts';
import type { Database } from '../database/open-database.ts';
import { isPrivateAddress } from './private-address.ts';
import { shownSecret, webhookSecret } from './sign-message.ts';
import { newDelivery } from './tell-changes.ts';

/** Most webhooks of one account. */
const MOST = 20;

export interface WebhooksParts {
  readonly database: Database;
  readonly secret: Buffer;
  readonly allowPrivate: boolean;
}

/** The webhooks of accounts, and what was sent to them. */
export class Webhooks {
  readonly #parts: WebhooksParts;

  constructor(parts: WebhooksParts) {
    this.#parts = parts;
  }

  /**
   * Makes a webhook; the reply is the only time that its secret is shown.
   * @throws HubError invalid_body, private_address, state_conflict when there are too many
   */
  async create(ownerId: string, body: CreateWebhookBody): Promise<CreatedWebhookReply> {
    const { database, secret, allowPrivate } = this.#parts;
    const url = checkedUrl(body.url);
    if (!allowPrivate) await refusePrivate(url);
    if ((await this.#rows(ownerId)).length >= MOST) {
      throw new HubError('state_conflict', {
        message: `An account may have at most ${MOST} webhooks. Delete one first.`,
      });
    }
    const row: WebhooksTable = {
      id: randomId(),
      owner_id: ownerId,
      name: body.name ?? url.hostname,
      url: url.href,
      events: JSON.stringify([...new Set(body.events ?? NOTICE_EVENTS)]),
      created_at: Date.now(),
      failing_since: null,
      disabled_at: null,
    };
    await database.db.insertInto('webhooks').values(row).execute();
    return { ...replyOf(row), secret: shownSecret(webhookSecret(secret, row.id)) };
  }

  /** One's own, newest first. */
  async list(ownerId: string): Promise<WebhookReply[]> {
    return (await this.#rows(ownerId)).map(replyOf);
  }

  /** Removes a webhook and what is still to be sent to it. @throws HubError not_found */
  async remove(ownerId: string, id: string): Promise<void> {
    const row = await this.#parts.database.db
      .deleteFrom('webhooks')
      .where('id', '=', id)
      .where('owner_id', '=', ownerId)
      .returning('id')
      .executeTakeFirst();
    if (!row) throw new HubError('not_found');
  }

  /** Queues a `ping`, and gives a disabled webhook another chance. @throws HubError not_found */
  async test(ownerId: string, id: string): Promise<DeliveryReply> {
    const { db } = this.#parts.database;
    const row = await db
      .updateTable('webhooks')
      .set({ disabled_at: null, failing_since: null })
      .where('id', '=', id)
      .where('owner_id', '=', ownerId)
      .returning('name')
      .executeTakeFirst();
    if (!row) throw new HubError('not_found');
    const text = 'This is a test of a Trainyard webhook.';
    const message = { event: 'ping', at: new Date().toISOString(), text };
    const delivery = newDelivery(ownerId, id, 'ping', JSON.stringify(message));
    await db.insertInto('deliveries').values(delivery).execute();
    return deliveryReply(delivery);
  }

  /** What was sent and is to be sent, newest first. @throws HubError not_found */
  async deliveries(
    ownerId: string,
    id: string,
    { offset = 0, limit = 50 }: { offset?: number; limit?: number },
  ): Promise<DeliveriesReply> {
    const { db } = this.#parts.database;
    const webhook = await db
      .selectFrom('webhooks')
      .select('id')
      .where('id', '=', id)
      .where('owner_id', '=', ownerId)
      .executeTakeFirst();
    if (!webhook) throw new HubError('not_found');
    const those = db.selectFrom('deliveries').where('webhook_id', '=', id);
    const [rows, { total }] = await Promise.all([
      those
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .offset(offset)
        .limit(limit)
        .execute(),
      those.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
    ]);
    return { items: rows.map(deliveryReply), total: Number(total) };
  }

  #rows(ownerId: string): Promise<WebhooksTable[]> {
    return this.#parts.database.db
      .selectFrom('webhooks')
      .selectAll()
      .where('owner_id', '=', ownerId)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .execute();
  }
}

function checkedUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new HubError('invalid_body', {
      message: 'A webhook needs an address such as https://example.org/hook, without a password.',
    });
  }
  return url;
}

/** Early, so that whoever makes the webhook hears of it; what counts is the check when it is sent. */
async function refusePrivate({ hostname }: URL): Promise<void> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const found = await lookup(host, { all: true }).catch(() => []);
  if (found.some(({ address }) => isPrivateAddress(address))) throw new HubError('private_address');
}

function replyOf(row: WebhooksTable): WebhookReply {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    events: JSON.parse(row.events),
    createdAt: new Date(row.created_at).toISOString(),
    failingSince: timeOrNull(row.failing_since),
    disabledAt: timeOrNull(row.disabled_at),
  };
}

function deliveryReply(row: DeliveriesTable): DeliveryReply {
  return {
    id: row.id,
    event: row.event,
    state: row.state,
    tries: row.tries,
    createdAt: new Date(row.created_at).toISOString(),
    nextTryAt: row.state === 'waiting' ? new Date(row.next_at).toISOString() : null,
    lastStatus: row.last_status,
    lastError: row.last_error,
  };
}

function timeOrNull(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
