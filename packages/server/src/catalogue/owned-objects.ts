import { HubError, MAX_NAME_LENGTH, MAX_TEXT_LENGTH } from '@trainyard/protocol';
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { Caller } from '../accounts/caller.ts';
import { requestedVisibility } from '../accounts/sharing-rules.ts';
import type { OwnedTable, Schema } from '../database/schema.ts';
import { slugOf } from '../projects/slug.ts';

/** The tables whose rows people own, share and throw away. */
export type OwnedTableName = 'models' | 'projects' | 'datasets';

/** One page of a list. */
export interface ListRequest {
  readonly limit: number;
  /** The id of the last row of the page before. */
  readonly after: string | undefined;
  /** Pages to skip, where the client counts them; `after` is the better way. */
  readonly page: number;
  /** `true`: what everybody may see. `false` or undefined: the caller's own, by visibility or all. */
  readonly public: boolean | undefined;
  /** Part of a name. */
  readonly query: string | undefined;
  /** Further columns that must match. */
  readonly where?: Readonly<Record<string, string>>;
  /** List the trash instead. */
  readonly deleted?: boolean;
}

export interface Page<Row> {
  readonly rows: Row[];
  readonly total: number;
  readonly lastId: string | null;
}

/**
 * One page of objects, newest first.
 * @throws HubError not_signed_in unless everybody's are asked for
 */
export async function listOwned<Name extends OwnedTableName>(
  db: Kysely<Schema>,
  table: Name,
  caller: Caller,
  request: ListRequest,
): Promise<Page<Schema[Name]>> {
  const matching = filtered(db, table, caller, request);
  const { total } = await matching
    .select(sql<number>`cast(count(*) as integer)`.as('total'))
    .executeTakeFirstOrThrow();
  let page = matching.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc');
  if (request.after !== undefined) {
    const cursor = await db
      .selectFrom(table as 'models')
      .select(['created_at', 'id'])
      .where('id', '=', request.after)
      .executeTakeFirst();
    if (!cursor) throw new HubError('invalid_query', { message: 'last_doc_id is not known.' });
    page = page.where((eb) =>
      eb.or([
        eb('created_at', '<', cursor.created_at),
        eb.and([eb('created_at', '=', cursor.created_at), eb('id', '<', cursor.id)]),
      ]),
    );
  } else if (request.page > 0) {
    page = page.offset(request.page * request.limit);
  }
  const rows = await page.limit(request.limit + 1).execute();
  const more = rows.length > request.limit;
  const shown = (more ? rows.slice(0, request.limit) : rows) as unknown as Schema[Name][];
  return { rows: shown, total, lastId: more ? (shown.at(-1)?.id as unknown as string) : null };
}

/** The conditions of a list, without its order and page. All three tables share these columns. */
function filtered(
  db: Kysely<Schema>,
  table: OwnedTableName,
  caller: Caller,
  request: ListRequest,
): SelectQueryBuilder<Schema, 'models', object> {
  let query = db.selectFrom(table as 'models');
  query = query.where('deleted_at', request.deleted ? 'is not' : 'is', null);
  if (request.public === true) {
    query = query.where('visibility', '=', 'public');
  } else {
    if (caller.kind === 'anonymous') throw new HubError('not_signed_in');
    query = query.where('owner_id', '=', caller.userId);
    if (request.public === false) query = query.where('visibility', '!=', 'public');
  }
  if (request.query) {
    const pattern = `%${request.query.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where(sql<boolean>`lower(name) like ${pattern} escape '\\'`);
  }
  for (const [column, value] of Object.entries(request.where ?? {})) {
    query = query.where(column as 'project_id', '=', value);
  }
  return query;
}

/**
 * A slug for a new name that no other object of the account has: `name`, else `name-2`, …
 * @param within further columns that a slug must be unique in.
 */
export async function freeSlug(
  db: Kysely<Schema>,
  table: OwnedTableName,
  name: string,
  within: Readonly<Record<string, string | null>>,
): Promise<string> {
  const wanted = slugOf(name) || 'untitled';
  const number = await firstFree(async (numbers) => {
    const slugs = numbers.map((one) => numbered(wanted, one));
    let query = db
      .selectFrom(table as 'models')
      .select('slug')
      .where('slug', 'in', slugs);
    for (const [column, value] of Object.entries(within)) {
      query = query.where(column as 'owner_id', value === null ? 'is' : '=', value);
    }
    const taken = new Set((await query.execute()).map((row) => row.slug));
    return slugs.map((slug) => taken.has(slug));
  });
  return numbered(wanted, number);
}

function numbered(slug: string, number: number): string {
  return number === 1 ? slug : `${slug}-${number}`;
}

/** Numbers that are looked at in one go. */
const NUMBERS = 32;

/**
 * The first free number from 1 on, where numbers are given in their order; with gaps between those
 * that are taken, some free one. Steps get wider until a free number is found, and then narrower,
 * so that a hundred thousand cost four looks.
 */
async function firstFree(
  areTaken: (numbers: readonly number[]) => Promise<readonly boolean[]>,
): Promise<number> {
  let taken = 0;
  let isFound = false;
  for (let step = 1; ; ) {
    const numbers = Array.from({ length: NUMBERS }, (_, at) => taken + step * (at + 1));
    const free = (await areTaken(numbers)).indexOf(false);
    isFound ||= free >= 0;
    taken += step * (free < 0 ? NUMBERS : free);
    if (free >= 0 && step === 1) return taken + 1;
    if (free >= 0) step /= NUMBERS;
    else if (!isFound) step *= NUMBERS;
  }
}

/** @throws HubError name_too_long */
export function checkedName(name: string): string {
  if (name.length > MAX_NAME_LENGTH) {
    throw new HubError('name_too_long', { details: { length: name.length } });
  }
  return name;
}

/** @throws HubError invalid_body */
export function checkedText(text: string): string {
  if (text.length > MAX_TEXT_LENGTH) {
    throw new HubError('invalid_body', {
      message: `A description may have at most ${MAX_TEXT_LENGTH} characters.`,
    });
  }
  return text;
}

/** Looks an object up by its id, wherever it lies. Whether the caller may see it comes next. */
export async function findOwned<Name extends OwnedTableName>(
  db: Kysely<Schema>,
  table: Name,
  id: string,
): Promise<Schema[Name] | undefined> {
  const row = await db
    .selectFrom(table as 'models')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row as Schema[Name] | undefined;
}

/** Looks objects up by their ids; unknown ones are left out. */
export async function findManyOwned<Name extends OwnedTableName>(
  db: Kysely<Schema>,
  table: Name,
  ids: readonly string[],
): Promise<Schema[Name][]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom(table as 'models')
    .selectAll()
    .where('id', 'in', ids)
    .execute();
  return rows as unknown as Schema[Name][];
}

/** The columns that every new object starts with. */
export function newOwned(values: {
  id: string;
  ownerId: string;
  name: string;
  slug: string;
  description: string | undefined;
  visibility: OwnedTable['visibility'] | undefined;
}): OwnedTable {
  const now = Date.now();
  return {
    id: values.id,
    owner_id: values.ownerId,
    name: values.name,
    slug: values.slug,
    description: checkedText(values.description ?? ''),
    visibility: values.visibility ?? 'private',
    created_at: now,
    updated_at: now,
    deleted_at: null,
  };
}

/** What a change of any object may name; absent fields stay as they are. */
interface OwnedChanges {
  readonly name?: string;
  readonly description?: string;
  readonly meta?: { readonly name?: string; readonly description?: string };
  readonly visibility?: OwnedTable['visibility'];
  readonly public?: boolean;
}

/** The columns that a change sets. @throws HubError name_too_long, invalid_body */
export function ownedChanges(body: OwnedChanges): Partial<OwnedTable> {
  const changes: Partial<OwnedTable> = { updated_at: Date.now() };
  const name = body.name ?? body.meta?.name;
  if (name !== undefined) changes.name = checkedName(name);
  const description = body.description ?? body.meta?.description;
  if (description !== undefined) changes.description = checkedText(description);
  const visibility = requestedVisibility(body);
  if (visibility) changes.visibility = visibility;
  return changes;
}
