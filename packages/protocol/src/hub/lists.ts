import Type from 'typebox';

/** Most rows in one page of a list. */
export const MAX_PAGE_SIZE = 1000;

/**
 * Query of the lists of models, projects and datasets. hub-sdk sends `limit`, the cursor
 * `last_doc_id` (the previous page's `lastRecordId`), `public` as Python's `True`/`False`, `query`,
 * and from `CRUDClient.list` a `page` counted from 0.
 */
export const ListQuery = Type.Object({
  limit: Type.Optional(Type.String()),
  last_doc_id: Type.Optional(Type.String()),
  page: Type.Optional(Type.String()),
  public: Type.Optional(Type.String()),
  query: Type.Optional(Type.String()),
  project: Type.Optional(Type.String()),
});
export type ListQuery = Type.Static<typeof ListQuery>;

/** One page of a list. `lastRecordId` is null on the last page: hub-sdk then forgets later pages. */
export interface ListReply<Item> {
  readonly results: readonly Item[];
  /** How many objects all pages hold together. */
  readonly total: number;
  readonly lastRecordId: string | null;
}

/** Query of a deletion. hub-sdk sends Python's `True`/`False`. */
export const DeleteQuery = Type.Object({ hard: Type.Optional(Type.String()) });
export type DeleteQuery = Type.Static<typeof DeleteQuery>;
