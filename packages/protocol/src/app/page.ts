import Type, { type TSchema } from 'typebox';

/** Most rows in one page of the lists below `/app/v1`. */
export const MAX_APP_PAGE = 200;

/** Which page of a list: rows to skip, and rows to return (default 50). */
export const PageQuery = {
  offset: Type.Optional(Type.Integer({ minimum: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_APP_PAGE })),
};

/** One page of a list. */
export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({
    items: Type.Array(item),
    /** How many rows all pages hold together. */
    total: Type.Integer(),
  });
}

/** A list's page, for code that works on any of them. */
export interface PageReply<Item> {
  readonly items: readonly Item[];
  readonly total: number;
}

/** ISO 8601, UTC. */
export const Time = Type.String({ format: 'date-time' });

/** A value, or null where there is none. */
export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

/** An object that another one refers to. */
export const NamedReference = Type.Object({
  /** Null for one that this hub does not hold, e.g. a built-in dataset. */
  id: nullable(Type.String()),
  name: Type.String(),
});
