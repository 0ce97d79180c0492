import { HubError, type InviteBody, type PersonReply } from '@trainyard/protocol';
import { sql, type Transaction } from 'kysely';
import { freeSlug } from '../catalogue/owned-objects.ts';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import type { Origin } from '../origin.ts';
import { type Caller, requireAccount, type SignedInCaller } from './caller.ts';
import { fromEngineEmail } from './engine-email.ts';
import type { People } from './people.ts';

interface Hub {
  readonly database: Database;
  readonly people: People;
  readonly origin: Origin;
}

/** Everybody with an account. @throws HubError not_allowed for others than the hub's owner */
export async function listPeople(
  { database: { db } }: Hub,
  caller: Caller,
): Promise<{ items: PersonReply[] }> {
  requireOwner(caller);
  const rows = await db
    .selectFrom('user')
    .select(['id', 'email', 'name', 'username', 'role', 'createdAt'])
    .select(({ selectFrom }) => [
      selectFrom('account')
        .select(sql<number>`cast(count(*) as integer)`.as('count'))
        .whereRef('account.userId', '=', 'user.id')
        .where('password', 'is not', null)
        .as('passwords'),
      selectFrom('models')
        .select(sql<number>`cast(count(*) as integer)`.as('count'))
        .whereRef('models.owner_id', '=', 'user.id')
        .as('models'),
    ])
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return {
    items: rows.map(({ passwords, ...row }) => ({
      ...row,
      email: fromEngineEmail(row.email),
      hasPassword: (passwords ?? 0) > 0,
      models: row.models ?? 0,
      createdAt: new Date(row.createdAt).toISOString(),
    })),
  };
}

/**
 * Gives somebody an account without a password.
 * @returns the link by which they get in, once.
 * @throws HubError not_allowed, invalid_body, conflict
 */
export async function invitePerson(
  { people, origin }: Hub,
  caller: Caller,
  body: InviteBody,
): Promise<{ url: string }> {
  requireOwner(caller);
  const { email } = await people.create({ ...body, role: 'member' });
  return { url: origin.url + (await people.oneTimePath(email)) };
}

/**
 * Lets somebody who forgot their password in once more. Their password and their sessions end;
 * their keys go on, because trainings may be using them.
 * @throws HubError not_allowed, not_found
 */
export async function resetPassword(
  { database: { db }, people, origin }: Hub,
  caller: Caller,
  id: string,
): Promise<{ url: string; email: string }> {
  const { email } = await people.get(somebodyElse(requireOwner(caller), id));
  await db.deleteFrom('account').where('userId', '=', id).execute();
  await db.deleteFrom('session').where('userId', '=', id).execute();
  return { url: origin.url + (await people.oneTimePath(email)), email };
}

/**
 * Takes somebody's account away, with their keys and sessions. What they made stays: the hub's
 * owner has it from then on.
 * @throws HubError not_allowed, not_found
 */
export async function removePerson(
  { database: { db }, people }: Hub,
  caller: Caller,
  id: string,
): Promise<void> {
  const owner = requireOwner(caller);
  await people.get(somebodyElse(owner, id));
  await db.transaction().execute(async (trx) => {
    await passOn(trx, 'projects', id, owner.userId);
    await passOn(trx, 'datasets', id, owner.userId);
    // A model's short name is unique within its project, which has come along.
    await trx
      .updateTable('models')
      .set({ owner_id: owner.userId })
      .where('owner_id', '=', id)
      .execute();
    await trx.deleteFrom('user').where('id', '=', id).execute();
  });
}

async function passOn(
  trx: Transaction<Schema>,
  table: 'projects' | 'datasets',
  from: string,
  to: string,
): Promise<void> {
  const rows = await trx
    .selectFrom(table as 'projects')
    .select(['id', 'slug'])
    .where('owner_id', '=', from)
    .execute();
  for (const { id, slug } of rows) {
    const changes = { owner_id: to, slug: await freeSlug(trx, table, slug, { owner_id: to }) };
    await trx
      .updateTable(table as 'projects')
      .set(changes)
      .where('id', '=', id)
      .execute();
  }
}

/** @throws HubError not_allowed for others than the hub's owner */
export function requireOwner(caller: Caller): SignedInCaller {
  const account = requireAccount(caller, 'manage');
  if (account.role !== 'owner') throw new HubError('not_allowed');
  return account;
}

function somebodyElse({ userId }: SignedInCaller, id: string): string {
  if (userId !== id) return id;
  throw new HubError('not_allowed', { message: 'The owner of this hub cannot be changed here.' });
}
