import Type from 'typebox';
import type { Visibility } from '../model-state.ts';
import { NameField, SharingFields } from './sharing.ts';

/** The tasks that a dataset can be labelled for. */
export const TASKS = ['detect', 'segment', 'pose', 'obb', 'classify'] as const;

/** One of {@link TASKS}. */
export type Task = (typeof TASKS)[number];

const Meta = Type.Object({
  name: Type.Optional(NameField),
  description: Type.Optional(Type.String()),
});

/** `POST /v1/datasets`. */
export const CreateDatasetBody = Type.Object({
  meta: Type.Optional(Meta),
  name: Type.Optional(NameField),
  description: Type.Optional(Type.String()),
  filename: Type.Optional(Type.String()),
  task: Type.Optional(Type.Enum([...TASKS])),
  ...SharingFields,
});
export type CreateDatasetBody = Type.Static<typeof CreateDatasetBody>;

/** `PATCH /v1/datasets/{id}`: absent fields stay as they are. */
export const UpdateDatasetBody = CreateDatasetBody;
export type UpdateDatasetBody = CreateDatasetBody;

/** A dataset as the HUB API shows it. */
export interface HubDataset {
  readonly id: string;
  readonly meta: { readonly name: string; readonly description: string };
  readonly slug: string;
  /** `empty` until an archive was accepted, then `ready`. */
  readonly status: 'empty' | 'ready';
  readonly task: Task | null;
  readonly visibility: Visibility;
  readonly public: boolean;
  /** Signed URL of the archive, or null; `hub-sdk` hands it out as the download URL. */
  readonly url: string | null;
  readonly fileName: string | null;
  readonly sha256: string | null;
  /** Size of the archive, in bytes. */
  readonly size: number | null;
  /** Splits, class names and counts, and the problems found. */
  readonly summary: unknown;
  readonly createdAt: string;
  readonly updatedAt: string;
}
