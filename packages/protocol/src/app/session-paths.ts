import Type from 'typebox';

/**
 * What a training session uses beyond the HUB API. A session asks `info` first; a server without
 * it (404, or no JSON) is served by the HUB API alone.
 */
export const SESSION_PATHS = {
  /** `GET`: {@link HubInfoReply}. */
  info: '/app/v1',
  /** `POST`: an {@link EventBatch}; idempotent. */
  events: '/app/v1/models/:id/events',
  /** `POST`: a {@link FinishBody}; idempotent. */
  finish: '/app/v1/models/:id/finish',
  /** `POST`: creates a tus 1.0 upload of a checkpoint. */
  uploads: '/app/v1/uploads',
  /** `HEAD`, `PATCH`, `DELETE`: one tus upload. */
  upload: '/app/v1/uploads/:id',
} as const;

/**
 * Header of `POST /v1/models`: one key makes one model, however often it is sent. Chosen by the
 * client, 8 to 64 letters, digits, `-` and `_`. A server that does not know it makes another one.
 */
export const IDEMPOTENCY_KEY = 'idempotency-key';

/**
 * What a hub can do beyond the HUB API.
 *
 * - `events`: takes {@link EventBatch}, and answers whether Stop was pressed.
 * - `finish`: takes {@link FinishBody}.
 * - `tus`: takes checkpoints as resumable tus uploads.
 * - `files`: keeps plots and other files beside the weights.
 */
export const CAPABILITIES = ['events', 'finish', 'tus', 'files'] as const;

/** One of {@link CAPABILITIES}. */
export type Capability = (typeof CAPABILITIES)[number];

/** Reply of `GET /app/v1`. Unknown capabilities are ignored by a session. */
export const HubInfoReply = Type.Object({
  name: Type.Literal('trainyard'),
  version: Type.String(),
  capabilities: Type.Array(Type.String()),
});
export type HubInfoReply = Type.Static<typeof HubInfoReply>;
