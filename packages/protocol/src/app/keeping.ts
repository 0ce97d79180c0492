import Type from 'typebox';
import { nullable } from './page.ts';

/**
 * Which checkpoints of its models a project keeps. Whatever it says, a model keeps its best and its
 * last checkpoint, final and promoted weights, and what another model was started from.
 */
export const Retention = Type.Object({
  /** Of the others, every so-manieth is kept; none of them when null. */
  every: nullable(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
});
export type Retention = Type.Static<typeof Retention>;

/** `GET` and `PUT /app/v1/projects/{id}/retention`; null keeps every checkpoint. */
export const ProjectRetention = Type.Object({ retention: nullable(Retention) });
export type ProjectRetention = Type.Static<typeof ProjectRetention>;

/** `GET` and `PUT /app/v1/people/{id}/storage-limit`, for the hub's owner. */
export const StorageLimitBody = Type.Object({
  /** Most bytes that the account's objects may take; null is no limit. */
  limit: nullable(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
});
export type StorageLimitBody = Type.Static<typeof StorageLimitBody>;

export const StorageLimitReply = Type.Object({
  ...StorageLimitBody.properties,
  /** Bytes that the account's objects take, those in the trash and uploads under way included. */
  used: Type.Integer(),
});
export type StorageLimitReply = Type.Static<typeof StorageLimitReply>;

/** `POST /app/v1/projects/import`. */
export const ImportProjectReply = Type.Object({
  projectId: Type.String(),
  /** Ids of the models here, in the order of the archive. */
  models: Type.Array(Type.String()),
});
export type ImportProjectReply = Type.Static<typeof ImportProjectReply>;
