import Type from 'typebox';
import type { MetricValueOnWire } from '../lenient-json.ts';
import type { ModelState, Visibility } from '../model-state.ts';
import { NameField, SharingFields } from './sharing.ts';

const Scalar = Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]);
const Named = Type.Object({ name: Type.Optional(Type.Union([Type.String(), Type.Null()])) });

/**
 * The training arguments as the clients send them on create: camel-case names, values as numbers
 * or strings, or lists of them where Python's caller gave one (`device=[0, 1]`, `imgsz=[640, 480]`).
 * Further names are taken as training arguments by their own name.
 */
export const ModelConfig = Type.Record(
  Type.String(),
  Type.Union([Scalar, Type.Array(Type.Union([Type.Number(), Type.String()]), { maxItems: 1000 })]),
);
export type ModelConfig = Type.Static<typeof ModelConfig>;

/** `POST /v1/models`. */
export const CreateModelBody = Type.Object({
  meta: Type.Optional(Type.Object({ name: Type.Optional(Type.Union([NameField, Type.Null()])) })),
  name: Type.Optional(NameField),
  description: Type.Optional(Type.String()),
  config: Type.Optional(ModelConfig),
  dataset: Type.Optional(Named),
  lineage: Type.Optional(
    Type.Object({
      architecture: Type.Optional(Named),
      parent: Type.Optional(
        Type.Object({
          name: Type.Optional(Type.Union([Type.String(), Type.Null()])),
          id: Type.Optional(Type.Union([Type.String(), Type.Null()])),
        }),
      ),
    }),
  ),
  projectId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  datasetId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  ...SharingFields,
});
export type CreateModelBody = Type.Static<typeof CreateModelBody>;

/** `PATCH /v1/models/{id}`: the same fields, each optional; absent ones stay as they are. */
export const UpdateModelBody = Type.Object({
  meta: Type.Optional(Type.Object({ name: Type.Optional(NameField) })),
  name: Type.Optional(NameField),
  description: Type.Optional(Type.String()),
  config: Type.Optional(ModelConfig),
  projectId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  datasetId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  ...SharingFields,
});
export type UpdateModelBody = Type.Static<typeof UpdateModelBody>;

/** `POST /model-reset`. */
export const ModelResetBody = Type.Object({
  modelId: Type.String(),
  /** The key, where clients up to 8.2 put it. */
  apiKey: Type.Optional(Type.String()),
});

/** Where a model stands with its trainer, for whoever asks why it is silent. */
export interface LivenessReply {
  /** When the trainer was last heard (ISO 8601), or null before the first time. */
  readonly lastHeardAt: string | null;
  /** What it was: `heartbeat`, `metrics`, `checkpoint`, … */
  readonly lastHeard: string | null;
  /** Since when it counts as disconnected (ISO 8601), or null. */
  readonly disconnectedSince: string | null;
}

/** A model as the HUB API shows it: the fields that the clients read, then what people want. */
export interface HubModel {
  readonly id: string;
  /**
   * The state as clients know it. Those of 8.0.60 to 8.0.2xx crash on any other value, and read
   * `training` as "resumable", so it is `training` only while there is a last checkpoint.
   */
  readonly status: 'new' | 'training' | 'trained';
  /** The state as it is. */
  readonly state: ModelState;
  readonly has_last_weights: boolean;
  readonly has_best_weights: boolean;
  readonly is_pretrained: boolean;
  readonly is_custom: boolean;
  /** Best weights by signed URL, or the pretrained weights' name, or null. */
  readonly weights: string | null;
  /** The last checkpoint by signed URL, or null. */
  readonly resume: string | null;
  /** The architecture's YAML name; always a string, because 8.0.35 needs one. */
  readonly cfg: string;
  /** The dataset: a signed URL of its archive, or the name of a built-in one; null while it has none. */
  readonly data: string | null;
  readonly batch_size: number | string | null;
  readonly epochs: number | string | null;
  readonly imgsz: number | string | null;
  readonly patience: number | string | null;
  readonly device: number | string | null;
  readonly cache: number | string | boolean | null;
  /** Arguments for `train()`; `data` among them once the dataset is ready. */
  readonly train_args: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly meta: { readonly name: string; readonly description: string };
  readonly lineage: {
    readonly architecture: { readonly name: string | null };
    readonly parent: { readonly name: string | null; readonly id: string | null };
  };
  readonly project: { readonly id: string; readonly name: string } | null;
  readonly dataset: { readonly id: string | null; readonly name: string } | null;
  readonly projectId: string | null;
  readonly datasetId: string | null;
  readonly visibility: Visibility;
  readonly public: boolean;
  readonly attempt: number;
  /** Epochs completed so far. */
  readonly epochsDone: number;
  readonly liveness: LivenessReply;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** One entry of `GET /v1/models/{id}/metrics`. */
export interface HubSeries {
  readonly meta: { readonly name: string };
  /** Value by epoch; of an epoch trained in several attempts, the last attempt's. */
  readonly data: Readonly<Record<string, MetricValueOnWire>>;
}
