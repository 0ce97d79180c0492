import Type from 'typebox';

/**
 * The events that the clients' contract lists. Others are accepted and ignored, so that a newer
 * client never fails here.
 */
export const TRAINING_EVENTS = [
  'training_started',
  'training_progress',
  'epoch_end',
  'system_metrics',
  'console_output',
  'checkpoint_saved',
  'training_complete',
  'training_failed',
] as const;

/** One of {@link TRAINING_EVENTS}. */
export type TrainingEventName = (typeof TRAINING_EVENTS)[number];

/**
 * `POST /api/webhooks/training/metrics`. Up to 8.4.50 `project` and `name` are always sent, from
 * 8.4.128 only while the model's id is not known. Only the frame is checked: one odd value in
 * `data` must not lose an event that is never sent again.
 */
export const TrainingEventBody = Type.Object({
  event: Type.String({ minLength: 1, maxLength: 128 }),
  data: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
  project: Type.Optional(Type.Union([Type.String({ maxLength: 1024 }), Type.Null()])),
  name: Type.Optional(Type.Union([Type.String({ maxLength: 1024 }), Type.Null()])),
  modelId: Type.Optional(Type.Union([Type.String({ maxLength: 128 }), Type.Null()])),
});
export type TrainingEventBody = Type.Static<typeof TrainingEventBody>;

/**
 * The reply to every event; never empty, because clients take an empty body for a failure and an
 * empty object for a checkpoint that was not saved.
 */
export interface TrainingEventReply {
  readonly received: true;
  readonly ok: true;
  readonly event: string;
  readonly modelId?: string;
  /** The attempt, as the newest SDK types it: an integer. */
  readonly runId?: number;
  /** What the model is called in its project; differs from the sent name when that was taken. */
  readonly modelSlug?: string;
  /** The model's page. Clients before 8.4.190 put `{PLATFORM_URL}/{project}/{modelSlug}` together. */
  readonly modelUrl?: string;
  readonly mode?: 'remote';
  /** The trainer is to stop: read from the replies to the start and to each epoch. */
  readonly cancelled?: boolean;
  /** The event came from a run that another one has followed; what it said was kept. */
  readonly ignored?: 'stale_instance';
  readonly warning?: string;
}
