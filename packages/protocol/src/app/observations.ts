import Type from 'typebox';
import { nullable, Time } from './page.ts';

/** `GET /app/v1/models/{id}/console`: the newest pieces, or those around one that is known. */
export const ConsoleQuery = Type.Object({
  attempt: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Only pieces after this one. */
  after: Type.Optional(Type.Integer({ minimum: -1 })),
  /** Only pieces before this one. */
  before: Type.Optional(Type.Integer({ minimum: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
});
export type ConsoleQuery = Type.Static<typeof ConsoleQuery>;

/** A piece of a training's console output. */
export const ConsolePiece = Type.Object({
  chunk: Type.Integer(),
  at: Time,
  text: Type.String(),
});
export type ConsolePiece = Type.Static<typeof ConsolePiece>;

export const ConsoleReply = Type.Object({
  attempt: Type.Integer(),
  /** Attempts that have console output. */
  attempts: Type.Array(Type.Integer()),
  /** In their order. */
  items: Type.Array(ConsolePiece),
  /** Whether there are older pieces than the first one here. */
  more: Type.Boolean(),
  /** Progress bars as they stand, one a line, in the trainer's own words. */
  progress: Type.Array(Type.String()),
});
export type ConsoleReply = Type.Static<typeof ConsoleReply>;

export const SystemQuery = Type.Object({
  attempt: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Most samples, evenly chosen; default 500. */
  limit: Type.Optional(Type.Integer({ minimum: 2, maximum: 2000 })),
});
export type SystemQuery = Type.Static<typeof SystemQuery>;

/** `GET /app/v1/models/{id}/system`: what the machine was doing, in order of time. */
export const SystemReply = Type.Object({
  attempt: Type.Integer(),
  items: Type.Array(
    Type.Object({ at: Type.Number(), sample: Type.Record(Type.String(), Type.Unknown()) }),
  ),
  /** How many samples there are in all. */
  total: Type.Integer(),
});
export type SystemReply = Type.Static<typeof SystemReply>;

/** Weights that a model has brought. */
export const CheckpointReply = Type.Object({
  id: Type.String(),
  attempt: Type.Integer(),
  kind: Type.Enum(['last', 'best', 'final']),
  epoch: nullable(Type.Integer()),
  isBest: Type.Boolean(),
  /** The metric that came with it. */
  map: nullable(Type.Number()),
  /** Bytes. */
  size: Type.Integer(),
  sha256: Type.String(),
  createdAt: Time,
  /** Path of the file, signed and expiring. */
  url: Type.String(),
});
export type CheckpointReply = Type.Static<typeof CheckpointReply>;

/** `POST /app/v1/models/{id}/checkpoints/{checkpointId}/use`. */
export const UseCheckpointBody = Type.Object({
  /** `best`: hand it out as the best weights. `final`: the same, and the model is trained. */
  as: Type.Enum(['best', 'final']),
});
