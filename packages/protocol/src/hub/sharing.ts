import Type from 'typebox';
import { VISIBILITIES } from '../model-state.ts';

/** Longest name of a model, project, dataset, user or key, in characters. */
export const MAX_NAME_LENGTH = 256;

/** Longest description or note, in characters. */
export const MAX_TEXT_LENGTH = 100_000;

/** A name in a request: length is checked by the rules, so that the error can say which one. */
export const NameField = Type.String({ minLength: 1 });

/** `visibility` and its older spelling `public`; `visibility` wins when both are sent. */
export const SharingFields = {
  visibility: Type.Optional(Type.Enum([...VISIBILITIES])),
  public: Type.Optional(Type.Boolean()),
};
