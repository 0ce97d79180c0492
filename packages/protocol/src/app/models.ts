import Type from 'typebox';
import { MAX_NAME_LENGTH, MAX_TEXT_LENGTH } from '../hub/sharing.ts';
import { MODEL_STATES, VISIBILITIES } from '../model-state.ts';
import { NamedReference, nullable, PageQuery, pageOf, Time } from './page.ts';

/** Most models that one bulk action or comparison takes. */
export const MAX_BULK = 1000;

/** Most models whose weights come as one archive: their ids stand in the address. */
export const MAX_ARCHIVED = 300;

/** What a list of models can be sorted by, besides `metric:NAME` and `arg:NAME`. */
export const MODEL_SORTS = ['created', 'name', 'state', 'heard', 'progress', 'epochs'] as const;

/** `GET /app/v1/models`. Repeated parameters are alternatives. */
export const ListModelsQuery = Type.Object({
  ...PageQuery,
  /** Part of a name. */
  q: Type.Optional(Type.String({ maxLength: MAX_NAME_LENGTH })),
  state: Type.Optional(Type.Array(Type.Enum([...MODEL_STATES]))),
  project: Type.Optional(Type.String()),
  dataset: Type.Optional(Type.String()),
  /** The id of the model whose weights they start from. */
  parent: Type.Optional(Type.String()),
  tag: Type.Optional(Type.Array(Type.String())),
  /** Only these models. */
  id: Type.Optional(Type.Array(Type.String(), { maxItems: MAX_BULK })),
  /** A metric whose best value must lie within `min` and `max`. */
  metric: Type.Optional(Type.String()),
  min: Type.Optional(Type.Number()),
  max: Type.Optional(Type.Number()),
  /** `created` (default), `name`, `state`, `heard`, `progress`, `epochs`, `metric:NAME`, `arg:NAME`. */
  sort: Type.Optional(Type.String({ maxLength: 300 })),
  order: Type.Optional(Type.Enum(['asc', 'desc'])),
  /** Further values to return with each row: `metric:NAME` or `arg:NAME`. */
  column: Type.Optional(Type.Array(Type.String({ maxLength: 300 }), { maxItems: 20 })),
  /** `true`: what everybody may see, instead of one's own. */
  public: Type.Optional(Type.Boolean()),
});
export type ListModelsQuery = Type.Static<typeof ListModelsQuery>;

/** The figures of one metric of a model. Non-finite values take no part. */
export const MetricFigure = Type.Object({
  name: Type.String(),
  lowerIsBetter: Type.Boolean(),
  best: nullable(Type.Number()),
  /** The epoch or step of the best value. */
  bestStep: nullable(Type.Integer()),
  last: nullable(Type.Number()),
});
export type MetricFigure = Type.Static<typeof MetricFigure>;

const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

const rowFields = {
  id: Type.String(),
  name: Type.String(),
  state: Type.Enum([...MODEL_STATES]),
  visibility: Type.Enum([...VISIBILITIES]),
  project: nullable(NamedReference),
  dataset: nullable(NamedReference),
  tags: Type.Array(Type.String()),
  notes: Type.String(),
  pinned: Type.Boolean(),
  attempt: Type.Integer(),
  epochsDone: Type.Integer(),
  /** As asked for; null when the arguments do not say. */
  epochs: nullable(Type.Integer()),
  /** Seconds until the last epoch, by the pace of this attempt; null when it cannot be told. */
  secondsLeft: nullable(Type.Number()),
  lastHeardAt: nullable(Time),
  lastHeard: nullable(Type.String()),
  stopRequestedAt: nullable(Time),
  startedAt: nullable(Time),
  finishedAt: nullable(Time),
  createdAt: Time,
  updatedAt: Time,
  /** The metric that matters most for this model, or null before the first one. */
  metric: nullable(MetricFigure),
  /** Whether there are best weights to download. */
  hasWeights: Type.Boolean(),
};

/** A model as a row of the table. */
export const ModelRow = Type.Object({
  ...rowFields,
  /** That metric over the epochs, at most 40 values; null where it was not finite. */
  spark: Type.Array(nullable(Type.Number())),
  /** The values asked for with `column`, by their names there. */
  columns: Type.Record(Type.String(), Scalar),
});
export type ModelRow = Type.Static<typeof ModelRow>;

export const ModelPage = pageOf(ModelRow);
export type ModelPage = Type.Static<typeof ModelPage>;

/** One uninterrupted stretch of training. */
export const AttemptReply = Type.Object({
  attempt: Type.Integer(),
  agent: nullable(Type.String()),
  startedAt: Time,
  firstEpoch: nullable(Type.Integer()),
});

/** `GET /app/v1/models/{id}`. */
export const ModelDetail = Type.Object({
  ...rowFields,
  slug: Type.String(),
  description: Type.String(),
  /** User name of its owner. */
  owner: Type.String(),
  /** Whether the caller may change it. */
  mine: Type.Boolean(),
  failure: nullable(Type.String()),
  agent: nullable(Type.String()),
  disconnectedAt: nullable(Time),
  trainArgs: Type.Record(Type.String(), Scalar),
  architecture: Type.String(),
  parent: nullable(NamedReference),
  attempts: Type.Array(AttemptReply),
  checkpoints: Type.Object({ count: Type.Integer(), bytes: Type.Integer() }),
  /** Whether a trainer can go on from a checkpoint. */
  resumable: Type.Boolean(),
  /** Path of the best weights, signed and expiring; null before the first. */
  weightsUrl: nullable(Type.String()),
  /** What trainers reported once: `environment`, `results`, `plots`, `class_names`, `model_info`, … */
  records: Type.Record(Type.String(), Type.Unknown()),
});
export type ModelDetail = Type.Static<typeof ModelDetail>;

/** A file beside a model's weights: a plot, a report. */
export const ModelFileReply = Type.Object({
  name: Type.String(),
  /** In bytes. */
  size: Type.Integer(),
  sha256: Type.String(),
  createdAt: Time,
  /** Path of the file, signed and expiring. */
  url: Type.String(),
});
export type ModelFileReply = Type.Static<typeof ModelFileReply>;

/** `GET /app/v1/models/{id}/files`: all of them, by name. */
export const ModelFilesList = Type.Object({ items: Type.Array(ModelFileReply) });
export type ModelFilesList = Type.Static<typeof ModelFilesList>;

/** `PATCH /app/v1/models/{id}`: absent fields stay as they are. */
export const EditModelBody = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_NAME_LENGTH })),
  description: Type.Optional(Type.String({ maxLength: MAX_TEXT_LENGTH })),
  notes: Type.Optional(Type.String({ maxLength: MAX_TEXT_LENGTH })),
  tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 50 })),
  pinned: Type.Optional(Type.Boolean()),
  visibility: Type.Optional(Type.Enum([...VISIBILITIES])),
  projectId: Type.Optional(nullable(Type.String())),
  /** Training arguments to change, only before the first training; null takes one away. */
  trainArgs: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Scalar)),
});
export type EditModelBody = Type.Static<typeof EditModelBody>;

/** `POST /app/v1/models/bulk`: one change to many models; those that are not one's own are left. */
export const BulkModelsBody = Type.Object({
  ids: Type.Array(Type.String(), { minItems: 1, maxItems: MAX_BULK }),
  action: Type.Union([
    Type.Object({ type: Type.Literal('trash') }),
    Type.Object({ type: Type.Literal('restore') }),
    Type.Object({ type: Type.Literal('pin'), pinned: Type.Boolean() }),
    Type.Object({ type: Type.Literal('move'), projectId: nullable(Type.String()) }),
    Type.Object({
      type: Type.Literal('tag'),
      add: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 50 }),
      remove: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50 }),
    }),
  ]),
});
export type BulkModelsBody = Type.Static<typeof BulkModelsBody>;

/** `GET /app/v1/models/weights.zip`. */
export const ArchiveWeightsQuery = Type.Object({
  id: Type.Array(Type.String(), { minItems: 1, maxItems: MAX_ARCHIVED }),
});

export const BulkReply = Type.Object({ changed: Type.Integer() });
export type BulkReply = Type.Static<typeof BulkReply>;

/** `GET /app/v1/model-columns`: what the caller's models can be filtered and sorted by. */
export const ModelColumns = Type.Object({
  metrics: Type.Array(Type.String()),
  args: Type.Array(Type.String()),
  tags: Type.Array(Type.String()),
});
export type ModelColumns = Type.Static<typeof ModelColumns>;
