import Type from 'typebox';

/** `POST /api/webhooks/models/upload`: asks where to PUT a checkpoint. */
export const CheckpointUploadBody = Type.Object({
  filename: Type.Optional(Type.Union([Type.String({ maxLength: 1024 }), Type.Null()])),
  /** From 8.4.19. */
  modelId: Type.Optional(Type.Union([Type.String({ maxLength: 128 }), Type.Null()])),
  project: Type.Optional(Type.Union([Type.String({ maxLength: 1024 }), Type.Null()])),
  name: Type.Optional(Type.Union([Type.String({ maxLength: 1024 }), Type.Null()])),
  runId: Type.Optional(Type.Union([Type.Integer(), Type.String({ maxLength: 32 }), Type.Null()])),
  /** In bytes, where the client says it beforehand. */
  size: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
});
export type CheckpointUploadBody = Type.Static<typeof CheckpointUploadBody>;

/** Where to PUT it, and by what name later events call it. All three are always there. */
export interface CheckpointUploadReply {
  /** Absolute and signed: the client sends no credentials with the PUT. */
  readonly uploadUrl: string;
  readonly gcsPath: string;
  readonly uploadPath: string;
  readonly modelId: string;
}
