import type { ModelState } from '@trainyard/protocol';
import type { Generated } from 'kysely';

// The tables of what people are told outside of the web page. Part of the one schema.

/** A column of `models`. */
export interface ToldState {
  /** The state that webhooks and e-mails last told of; where it differs, somebody has to be told. */
  told_state: Generated<ModelState>;
}

export interface WebhooksTable {
  id: string;
  owner_id: string;
  name: string;
  url: string;
  /** JSON: array of events. */
  events: string;
  created_at: number;
  /** When the first delivery failed after the last one that succeeded, or null. */
  failing_since: number | null;
  disabled_at: number | null;
}

/** A message to a webhook, or to a person by e-mail. Kept for 30 days once it is over. */
export interface DeliveriesTable {
  id: string;
  owner_id: string;
  /** Null for an e-mail to the owner of the model. */
  webhook_id: string | null;
  event: string;
  /** JSON: a `WebhookMessage`. */
  message: string;
  state: 'waiting' | 'delivered' | 'given_up';
  tries: number;
  created_at: number;
  /** When it is due. Whoever sends it moves this ahead first, so that nobody else does. */
  next_at: number;
  last_status: number | null;
  last_error: string | null;
}

export interface NoticeChoicesTable {
  user_id: string;
  /** JSON: array of events. */
  events: string;
}
