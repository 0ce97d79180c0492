import Type from 'typebox';
import type { Visibility } from '../model-state.ts';
import { NameField, SharingFields } from './sharing.ts';

const Meta = Type.Object({
  name: Type.Optional(NameField),
  description: Type.Optional(Type.String()),
});

/** `POST /v1/projects`. */
export const CreateProjectBody = Type.Object({
  meta: Type.Optional(Meta),
  name: Type.Optional(NameField),
  description: Type.Optional(Type.String()),
  ...SharingFields,
});
export type CreateProjectBody = Type.Static<typeof CreateProjectBody>;

/** `PATCH /v1/projects/{id}`: absent fields stay as they are. */
export const UpdateProjectBody = CreateProjectBody;
export type UpdateProjectBody = CreateProjectBody;

/** A project as the HUB API shows it. */
export interface HubProject {
  readonly id: string;
  readonly meta: { readonly name: string; readonly description: string };
  readonly slug: string;
  readonly visibility: Visibility;
  readonly public: boolean;
  /** Signed URL of the project's picture, or null. */
  readonly imageUrl: string | null;
  readonly models: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}
