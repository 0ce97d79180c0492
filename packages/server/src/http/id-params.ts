import Type from 'typebox';

/** The `:id` of a path. Its shape is not checked here: an odd one is simply not found. */
export const IdParams = Type.Object({ id: Type.String() });
