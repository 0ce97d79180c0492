import Type from 'typebox';
import { MAX_NAME_LENGTH } from '../hub/sharing.ts';
import { nullable, pageOf, Time } from './page.ts';

/** What people can be told of: a model has come into this state. `model.reset` is back to new. */
export const NOTICE_EVENTS = [
  'model.training',
  'model.disconnected',
  'model.trained',
  'model.cancelled',
  'model.failed',
  'model.reset',
] as const;
export type NoticeEvent = (typeof NOTICE_EVENTS)[number];

const Events = Type.Array(Type.Enum([...NOTICE_EVENTS]), { maxItems: NOTICE_EVENTS.length });

/** `POST /app/v1/webhooks`. */
export const CreateWebhookBody = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_NAME_LENGTH })),
  /** `https://…` or `http://…`, without user name and password. */
  url: Type.String({ minLength: 8, maxLength: 2000 }),
  /** Default: all of them. */
  events: Type.Optional(Events),
});
export type CreateWebhookBody = Type.Static<typeof CreateWebhookBody>;

/** A webhook, without its secret. */
export const WebhookReply = Type.Object({
  id: Type.String(),
  name: Type.String(),
  url: Type.String(),
  events: Events,
  createdAt: Time,
  /** Since when no delivery has succeeded; null while they do. */
  failingSince: nullable(Time),
  /** When the hub gave the webhook up; nothing is sent to it any more. */
  disabledAt: nullable(Time),
});
export type WebhookReply = Type.Static<typeof WebhookReply>;

/** `GET /app/v1/webhooks`: one's own, newest first. */
export const WebhooksReply = Type.Object({ items: Type.Array(WebhookReply) });

/** The reply to a creation: the only time that the hub shows `secret`. */
export const CreatedWebhookReply = Type.Object({
  ...WebhookReply.properties,
  /** `whsec_` and Base64: what deliveries are signed with. */
  secret: Type.String(),
});
export type CreatedWebhookReply = Type.Static<typeof CreatedWebhookReply>;

/** One message to a webhook. */
export const DeliveryReply = Type.Object({
  id: Type.String(),
  /** One of the events, or `ping` for a test. */
  event: Type.String(),
  state: Type.Enum(['waiting', 'delivered', 'given_up']),
  /** How often it has been sent. */
  tries: Type.Integer(),
  createdAt: Time,
  /** When it is sent next, while it waits. */
  nextTryAt: nullable(Time),
  /** HTTP status of the last answer. */
  lastStatus: nullable(Type.Integer()),
  /** Why the last try failed. */
  lastError: nullable(Type.String()),
});
export type DeliveryReply = Type.Static<typeof DeliveryReply>;

/** `GET /app/v1/webhooks/{id}/deliveries`: newest first. */
export const DeliveriesReply = pageOf(DeliveryReply);
export type DeliveriesReply = Type.Static<typeof DeliveriesReply>;

/** `GET` and `PUT /app/v1/me/notices`: what one is told of by e-mail. */
export const NoticeChoices = Type.Object({ events: Events });
export const NoticeChoicesReply = Type.Object({
  events: Events,
  /** Whether this hub sends e-mail at all. */
  mail: Type.Boolean(),
});
export type NoticeChoicesReply = Type.Static<typeof NoticeChoicesReply>;

/** The body of a delivery. */
export interface WebhookMessage {
  readonly event: NoticeEvent | 'ping';
  /** When it happened (ISO 8601). */
  readonly at: string;
  /** The same as a sentence; what Slack and programs that take its messages show. */
  readonly text: string;
  /** Absent in a `ping`. */
  readonly model?: {
    readonly id: string;
    readonly name: string;
    readonly project: string | null;
    readonly state: string;
    /** The state that was told of before. */
    readonly previousState: string;
    readonly epochsDone: number;
    /** Why it failed, in the trainer's words. */
    readonly failure: string | null;
    /** Its page. */
    readonly url: string;
  };
}
