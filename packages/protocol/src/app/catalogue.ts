import Type from 'typebox';
import { VISIBILITIES } from '../model-state.ts';
import { nullable, PageQuery, pageOf, Time } from './page.ts';

/** `GET /app/v1/projects`, `/app/v1/datasets`, `/app/v1/trash`. */
export const CatalogueQuery = Type.Object({
  ...PageQuery,
  /** Part of a name. */
  q: Type.Optional(Type.String()),
});
export type CatalogueQuery = Type.Static<typeof CatalogueQuery>;

const shared = {
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  visibility: Type.Enum([...VISIBILITIES]),
  /** Models in it, or trained on it. */
  models: Type.Integer(),
  createdAt: Time,
  updatedAt: Time,
};

export const ProjectRow = Type.Object({
  ...shared,
  /** How many of its models are training at the moment. */
  training: Type.Integer(),
  mine: Type.Boolean(),
});
export type ProjectRow = Type.Static<typeof ProjectRow>;
export const ProjectPage = pageOf(ProjectRow);
export type ProjectPage = Type.Static<typeof ProjectPage>;

export const DatasetRow = Type.Object({
  ...shared,
  ready: Type.Boolean(),
  task: nullable(Type.String()),
  /** Bytes of the archive. */
  size: nullable(Type.Integer()),
  images: nullable(Type.Integer()),
  classes: nullable(Type.Integer()),
  problems: nullable(Type.Integer()),
  mine: Type.Boolean(),
});
export type DatasetRow = Type.Static<typeof DatasetRow>;
export const DatasetPage = pageOf(DatasetRow);
export type DatasetPage = Type.Static<typeof DatasetPage>;

const SplitReply = Type.Object({
  name: Type.String(),
  images: Type.Integer(),
  labelled: Type.Integer(),
  background: Type.Integer(),
  faulty: Type.Integer(),
  instances: Type.Integer(),
  perClass: Type.Array(Type.Integer()),
});

/** `GET /app/v1/datasets/{id}`. */
export const DatasetDetail = Type.Object({
  ...DatasetRow.properties,
  classNames: Type.Array(Type.String()),
  splits: Type.Array(SplitReply),
  problemsFound: Type.Array(
    Type.Object({
      code: Type.String(),
      file: Type.String(),
      line: nullable(Type.Integer()),
      reason: Type.String(),
    }),
  ),
  sha256: nullable(Type.String()),
  /** Path of the archive, signed and expiring; null while there is none. */
  url: nullable(Type.String()),
});
export type DatasetDetail = Type.Static<typeof DatasetDetail>;

/** `GET /app/v1/datasets/{id}/samples`. */
export const SamplesQuery = Type.Object({
  split: Type.Optional(Type.Enum(['train', 'val', 'test'])),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 48 })),
});
export type SamplesQuery = Type.Static<typeof SamplesQuery>;

/** An example image with its labels; coordinates are parts of its width and height. */
export const SampleReply = Type.Object({
  file: Type.String(),
  split: Type.String(),
  width: nullable(Type.Integer()),
  height: nullable(Type.Integer()),
  /** Path of the image. */
  url: Type.String(),
  /** `boxes`, `segments`, `pose`, `obb` or `classification`; null for a background image. */
  kind: nullable(Type.String()),
  /** Each label: its class, then its numbers as the task has them. */
  labels: Type.Array(Type.Array(Type.Number())),
});
export type SampleReply = Type.Static<typeof SampleReply>;
export const SamplesReply = Type.Object({ items: Type.Array(SampleReply), more: Type.Boolean() });
export type SamplesReply = Type.Static<typeof SamplesReply>;

/** Something in the trash. */
export const TrashRow = Type.Object({
  kind: Type.Enum(['model', 'project', 'dataset']),
  id: Type.String(),
  name: Type.String(),
  deletedAt: Time,
});
export type TrashRow = Type.Static<typeof TrashRow>;
export const TrashPage = pageOf(TrashRow);
export type TrashPage = Type.Static<typeof TrashPage>;
