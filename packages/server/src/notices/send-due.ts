import { HubError, type WebhookMessage } from '@trainyard/protocol';
import { fromEngineEmail } from '../accounts/engine-email.ts';
import type { DeliveriesTable, WebhooksTable } from '../database/notice-tables.ts';
import type { Database } from '../database/open-database.ts';
import type { Mailer } from '../mail/mailer.ts';
import { postMessage } from './post-message.ts';
import { signedHeaders, webhookSecret } from './sign-message.ts';

/** Sent side by side. */
const TOGETHER = 20;
/** Whoever takes a delivery has this long before others may think that it has died, in ms. */
const CLAIM_MS = 60_000;
const HOUR_MS = 60 * 60 * 1000;
/** Longest wait between two tries. */
const LONGEST_WAIT_MS = 6 * HOUR_MS;
/** A delivery is given up after this. */
const PATIENCE_MS = 24 * HOUR_MS;
/** A webhook that has failed for so long is disabled. */
const DISABLE_AFTER_MS = 3 * 24 * HOUR_MS;

export interface Sender {
  readonly database: Database;
  readonly mailer: Mailer | undefined;
  /** What the secrets of webhooks are derived from. */
  readonly secret: Buffer;
  readonly allowPrivate: boolean;
  /** Wait before the second try, in milliseconds; each further one takes four times as long. */
  readonly retryMs: number;
}

interface Outcome {
  readonly status: number | null;
  /** Undefined when it was delivered. */
  readonly error: string | undefined;
}

/**
 * Sends what is due. Each delivery is claimed by moving its next try ahead, which only one process
 * can do; so nothing is sent twice, save what was sent by a process that died before it could note
 * that.
 * @returns how many were sent.
 */
export async function sendDue(sender: Sender, now: () => number = Date.now): Promise<number> {
  const { db } = sender.database;
  const due = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('next_at', '<=', now())
    .orderBy('next_at')
    .limit(TOGETHER)
    .execute();
  const sent = await Promise.all(
    due.map(async (delivery) => {
      const claimed = await db
        .updateTable('deliveries')
        .set({ next_at: now() + CLAIM_MS, tries: delivery.tries + 1 })
        .where('id', '=', delivery.id)
        .where('state', '=', 'waiting')
        .where('next_at', '=', delivery.next_at)
        .where('tries', '=', delivery.tries)
        .returningAll()
        .executeTakeFirst();
      if (!claimed) return 0;
      if (claimed.webhook_id === null)
        await settle(sender, claimed, await mail(sender, claimed), now());
      else await toWebhook(sender, claimed, claimed.webhook_id, now);
      return 1;
    }),
  );
  return sent.reduce<number>((sum, count) => sum + count, 0);
}

async function toWebhook(
  sender: Sender,
  delivery: DeliveriesTable,
  webhookId: string,
  now: () => number,
): Promise<void> {
  const { db } = sender.database;
  const webhook = await db
    .selectFrom('webhooks')
    .selectAll()
    .where('id', '=', webhookId)
    .executeTakeFirst();
  if (!webhook) return;
  if (webhook.disabled_at !== null) {
    const error = 'The webhook is disabled.';
    await db
      .updateTable('deliveries')
      .set({ state: 'given_up', last_error: error })
      .where('id', '=', delivery.id)
      .execute();
    return;
  }
  const outcome = await post(sender, delivery, webhook, now());
  await settle(sender, delivery, outcome, now());
  const { error, status } = outcome;
  const failingSince = error === undefined ? null : (webhook.failing_since ?? now());
  // 410 is how a receiver says that it wants no more.
  const disable =
    failingSince !== null && (status === 410 || now() - failingSince >= DISABLE_AFTER_MS);
  if (failingSince === webhook.failing_since && !disable) return;
  await db
    .updateTable('webhooks')
    .set({ failing_since: failingSince, ...(disable && { disabled_at: now() }) })
    .where('id', '=', webhookId)
    .execute();
}

async function post(
  { secret, allowPrivate }: Sender,
  { id, message: body }: DeliveriesTable,
  { id: webhookId, url }: WebhooksTable,
  at: number,
): Promise<Outcome> {
  try {
    const headers = signedHeaders(webhookSecret(secret, webhookId), id, at, body);
    const status = await postMessage({ url, headers, body }, allowPrivate);
    if (status >= 200 && status < 300) return { status, error: undefined };
    const redirect = status >= 300 && status < 400 ? ' Redirects are not followed.' : '';
    return { status, error: `The receiver answered ${status}.${redirect}` };
  } catch (error) {
    return { status: null, error: reason(error) };
  }
}

async function mail(
  { database, mailer }: Sender,
  { owner_id: ownerId, message }: DeliveriesTable,
): Promise<Outcome> {
  const person = await database.db
    .selectFrom('user')
    .select('email')
    .where('id', '=', ownerId)
    .executeTakeFirst();
  if (!person || !mailer) return { status: null, error: 'This hub sends no e-mail.' };
  const { model, event } = JSON.parse(message) as WebhookMessage;
  try {
    await mailer.sendNotice(fromEngineEmail(person.email), event, model!);
    return { status: null, error: undefined };
  } catch (error) {
    return { status: null, error: reason(error) };
  }
}

async function settle(
  { database, retryMs }: Sender,
  { id, tries, created_at: createdAt }: DeliveriesTable,
  { status, error }: Outcome,
  now: number,
): Promise<void> {
  const next = now + Math.min(retryMs * 4 ** (tries - 1), LONGEST_WAIT_MS);
  const over = error === undefined || status === 410 || next - createdAt > PATIENCE_MS;
  await database.db
    .updateTable('deliveries')
    .set({
      state: error === undefined ? 'delivered' : over ? 'given_up' : 'waiting',
      next_at: next,
      last_status: status,
      last_error: error ?? null,
    })
    .where('id', '=', id)
    .where('tries', '=', tries)
    .execute();
}

function reason(error: unknown): string {
  if (error instanceof HubError) return error.message;
  const { message, code, name } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError' || name === 'AbortError') return 'The receiver took too long.';
  return (code ? `${code}: ${message}` : message).slice(0, 500);
}
