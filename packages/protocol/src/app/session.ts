import Type from 'typebox';

/** Most bytes in the body of one event batch. Sessions send at most about 1 MiB. */
export const MAX_EVENT_BATCH_BYTES = 8 * 1024 * 1024;

const MetricValue = Type.Union([
  Type.Number(),
  Type.Null(),
  Type.Literal('NaN'),
  Type.Literal('Infinity'),
  Type.Literal('-Infinity'),
]);

/** Values of one step. Sent again, they replace the same series' values at that step. */
export const MetricEvent = Type.Object({
  /** Epoch or step, from 0. */
  step: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  /** Value by series name; non-finite numbers as strings. */
  values: Type.Record(Type.String(), MetricValue),
});
export type MetricEvent = Type.Static<typeof MetricEvent>;

/** Console output. `n` counts the chunks of one session from 0; a chunk sent again is the same. */
export const ConsoleEvent = Type.Object({
  n: Type.Integer({ minimum: 0 }),
  /** Milliseconds since 1970. */
  at: Type.Number(),
  stream: Type.Union([Type.Literal('stdout'), Type.Literal('stderr')]),
  /** Whole lines, joined by `\n`. */
  text: Type.String(),
});
export type ConsoleEvent = Type.Static<typeof ConsoleEvent>;

/**
 * A sample of the machine: cpu and ram in %, `gpus` by index with usage and memory in %, temp in
 * °C, power in W; disks in GB; the shape of the Platform callback's `system`.
 */
export const SystemEvent = Type.Object({
  /** Milliseconds since 1970. */
  at: Type.Number(),
  values: Type.Record(Type.String(), Type.Unknown()),
});
export type SystemEvent = Type.Static<typeof SystemEvent>;

const SessionId = Type.String({ minLength: 8, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' });

/** `POST /app/v1/models/{id}/events`. Empty lists are allowed: the reply still tells of Stop. */
export const EventBatch = Type.Object({
  /**
   * Names one session, chosen by it. The first batch of an unseen session that follows an earlier
   * session of the same model belongs to the model's next attempt.
   */
  sessionId: SessionId,
  /**
   * Earlier sessions of the model, oldest first, of which something still waits to be sent. They
   * get their attempts before this one does, though the hub may never have heard of them.
   */
  predecessors: Type.Optional(Type.Array(SessionId, { maxItems: 100 })),
  /** As assigned by the heartbeat, or null. */
  agentId: Type.Optional(Type.Union([Type.String({ maxLength: 256 }), Type.Null()])),
  metrics: Type.Optional(Type.Array(MetricEvent)),
  console: Type.Optional(Type.Array(ConsoleEvent)),
  system: Type.Optional(Type.Array(SystemEvent)),
  environment: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  /** The session ends, its training may not: the model is disconnected from now on. */
  leaving: Type.Optional(Type.Boolean()),
});
export type EventBatch = Type.Static<typeof EventBatch>;

/** Reply to an event batch. */
export const EventBatchReply = Type.Object({
  /** True once Stop was pressed for this model's current attempt. */
  cancelled: Type.Boolean(),
});
export type EventBatchReply = Type.Static<typeof EventBatchReply>;

/** How a training ended. */
export const FINISH_STATES = ['trained', 'failed', 'cancelled'] as const;

/** One of {@link FINISH_STATES}. */
export type FinishState = (typeof FINISH_STATES)[number];

/** `POST /app/v1/models/{id}/finish`. */
export const FinishBody = Type.Object({
  sessionId: SessionId,
  state: Type.Enum([...FINISH_STATES]),
  /** Exit code of the trainer's process; null when a signal ended it. */
  exitCode: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  /** One sentence about the end, e.g. `killed by SIGSEGV`. */
  message: Type.Optional(Type.String({ maxLength: 10_000 })),
  /** Last lines of the console, for a failure. */
  lastLines: Type.Optional(Type.Array(Type.String({ maxLength: 10_000 }), { maxItems: 200 })),
});
export type FinishBody = Type.Static<typeof FinishBody>;

/** What `Upload-Metadata` of a tus checkpoint upload holds; every value is a string on the wire. */
export interface CheckpointUploadMetadata {
  readonly modelId: string;
  /** Names the session that sends it; its attempt is where the checkpoint belongs. */
  readonly sessionId: string;
  readonly kind: 'last' | 'best' | 'final';
  /** Decimal, from 0; absent for `final`. */
  readonly epoch?: string;
  /** `true` or `false`. */
  readonly isBest?: string;
  /** Fitness of the final weights, decimal. */
  readonly map?: string;
  /** Lower-case hex; the hub refuses other content. */
  readonly sha256: string;
  /** The file's own name, for its extension. */
  readonly filename: string;
}
