import {
  HubError,
  type HubUser,
  MAX_NAME_LENGTH,
  PATHS,
  type UpdateUserBody,
} from '@trainyard/protocol';
import { isUniqueViolation } from '../database/database-error.ts';
import type { Database } from '../database/open-database.ts';
import type { UserTable } from '../database/schema.ts';
import type { Origin } from '../origin.ts';
import { slugOf } from '../projects/slug.ts';
import type { AuthEngine, OidcOptions } from './auth-engine.ts';
import type { SignedInCaller } from './caller.ts';
import { fromEngineEmail, toEngineEmail } from './engine-email.ts';
import { randomId } from './random-id.ts';
import { makeSignInToken } from './sign-in-links.ts';

/** Whoever may be the client's address, for the limit on password tries. */
export interface SignInOrigin {
  readonly ip: string;
}

export interface PeopleOptions {
  readonly database: Database;
  readonly origin: Origin;
  /** Signs cookies and session tokens. */
  readonly secret: string;
  /** Where people may sign in as well as by password. */
  readonly oidc?: OidcOptions | undefined;
}

/** People: their accounts, passwords and sessions. better-auth does the work behind it. */
export class People {
  readonly #options: PeopleOptions;
  #engine: Promise<AuthEngine> | undefined;

  constructor(options: PeopleOptions) {
    this.#options = options;
  }

  /** Whether people may sign in at a provider of OpenID Connect. */
  get hasSingleSignOn(): boolean {
    return this.#options.oidc !== undefined;
  }

  /** better-auth, loaded when somebody signs in or is signed in: it is large, and most starts need none of it. */
  engine(): Promise<AuthEngine> {
    this.#engine ??= import('./auth-engine.ts').then(({ createAuthEngine }) =>
      createAuthEngine({
        database: this.#options.database,
        url: this.#options.origin.url,
        secret: this.#options.secret,
        oidc: this.#options.oidc,
      }),
    );
    return this.#engine;
  }

  /**
   * Signs in by e-mail and password.
   * @returns a signed session token, to be sent as Bearer.
   * @throws HubError wrong_password, rate_limited
   */
  async signIn(email: string, password: string, origin: SignInOrigin) {
    const { handler } = await this.engine();
    const reply = await handler(
      new Request(`${this.#options.origin.url}${PATHS.app.auth}/sign-in/email`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-trainyard-client': origin.ip,
          origin: this.#options.origin.url,
        },
        body: JSON.stringify({ email: toEngineEmail(email), password }),
      }),
    );
    if (reply.status === 429) throw new HubError('rate_limited');
    const token = reply.headers.get('set-auth-token');
    if (!reply.ok || !token) throw new HubError('wrong_password');
    const { user } = (await reply.json()) as { user: { id: string; email: string } };
    return {
      token: decodeURIComponent(token),
      userId: user.id,
      email: fromEngineEmail(user.email),
    };
  }

  /** The person whose session the headers carry (cookie or Bearer), if it is a living one. */
  async bySession(headers: Headers): Promise<SignedInCaller | undefined> {
    const { api } = await this.engine();
    const found = await api.getSession({ headers });
    if (!found) return undefined;
    const { id, username, role } = found.user;
    return {
      kind: 'account',
      userId: id,
      username,
      role: role === 'owner' ? 'owner' : 'member',
      scope: 'full',
    };
  }

  /** A path that signs the account in once. */
  async oneTimePath(email: string): Promise<string> {
    const token = await makeSignInToken(this.#options.database, toEngineEmail(email));
    return `${PATHS.web.signIn}?token=${token}`;
  }

  /** @throws HubError conflict when the e-mail is taken. */
  async create(body: {
    email: string;
    name?: string;
    password?: string;
    role: 'owner' | 'member';
  }): Promise<HubUser> {
    const email = toEngineEmail(body.email);
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
      throw new HubError('invalid_body', { message: 'That is not an e-mail address.' });
    }
    const localPart = email.slice(0, email.indexOf('@'));
    const id = await this.#insert({
      email,
      name: checkedName(body.name ?? localPart),
      username: await this.#freeUsername(slugOf(localPart) || 'user'),
      role: body.role,
    });
    if (body.password !== undefined) await this.setPassword(id, body.password);
    return this.get(id);
  }

  /** Makes sure that the account has this password; sessions stay as they are. */
  async setPassword(userId: string, password: string): Promise<void> {
    const { internalAdapter, password: passwords } = await (await this.engine()).$context;
    const account = await internalAdapter.findCredentialAccount(userId);
    const stored = account?.password;
    if (stored && (await passwords.verify({ hash: stored, password }))) return;
    const hash = await passwords.hash(password);
    if (account) await internalAdapter.updatePassword(userId, hash);
    else {
      await internalAdapter.createAccount({
        userId,
        providerId: 'credential',
        accountId: userId,
        password: hash,
      });
    }
  }

  async hasPassword(userId: string): Promise<boolean> {
    const row = await this.#options.database.db
      .selectFrom('account')
      .select('password')
      .where('userId', '=', userId)
      .where('password', 'is not', null)
      .executeTakeFirst();
    return row !== undefined;
  }

  /**
   * Changes one's own password and ends all sessions: whoever knew the old one is out.
   * @param current needed once a password is set.
   * @throws HubError wrong_password
   */
  async changePassword(userId: string, current: string | undefined, next: string): Promise<void> {
    const { internalAdapter, password } = await (await this.engine()).$context;
    const hash = (await internalAdapter.findCredentialAccount(userId))?.password;
    if (hash && !(await password.verify({ hash, password: current ?? '' }))) {
      throw new HubError('wrong_password', { message: 'The current password is wrong.' });
    }
    await this.setPassword(userId, next);
    await this.#options.database.db.deleteFrom('session').where('userId', '=', userId).execute();
  }

  /** @throws HubError not_found */
  async get(userId: string): Promise<HubUser> {
    const row = await this.#options.database.db
      .selectFrom('user')
      .select(['id', 'email', 'name', 'username', 'createdAt'])
      .where('id', '=', userId)
      .executeTakeFirst();
    if (!row) throw new HubError('not_found');
    return {
      ...row,
      email: fromEngineEmail(row.email),
      createdAt: new Date(row.createdAt).toISOString(),
    };
  }

  /** Changes one's own name or user name. @throws HubError conflict, name_too_long */
  async update(userId: string, body: UpdateUserBody): Promise<HubUser> {
    const changes: { name?: string; username?: string; updatedAt: string } = {
      updatedAt: new Date().toISOString(),
    };
    if (body.name !== undefined) changes.name = checkedName(body.name);
    if (body.username !== undefined) {
      changes.username = slugOf(checkedName(body.username));
      if (!changes.username) {
        throw new HubError('invalid_body', {
          message: 'A user name needs letters or digits (a-z, 0-9, -).',
        });
      }
    }
    try {
      await this.#options.database.db
        .updateTable('user')
        .set(changes)
        .where('id', '=', userId)
        .execute();
    } catch (error) {
      if (isUniqueViolation(error)) throw new HubError('conflict', { cause: error });
      throw error;
    }
    return this.get(userId);
  }

  /** The hub's owner, if there is one yet, and whether a password is set. */
  async owner(): Promise<{ id: string; email: string; hasPassword: boolean } | undefined> {
    const row = await this.#options.database.db
      .selectFrom('user')
      .leftJoin('account', 'account.userId', 'user.id')
      .select(['user.id', 'email', 'account.password'])
      .where('role', '=', 'owner')
      .orderBy('user.createdAt')
      .executeTakeFirst();
    return row && { id: row.id, email: row.email, hasPassword: row.password !== null };
  }

  async #insert(user: Pick<UserTable, 'email' | 'name' | 'username' | 'role'>): Promise<string> {
    const { db } = this.#options.database;
    const taken = await db
      .selectFrom('user')
      .select('id')
      .where('email', '=', user.email)
      .executeTakeFirst();
    if (taken) throw new HubError('conflict', { message: 'That e-mail address has an account.' });
    const id = randomId();
    const now = new Date().toISOString();
    await db
      .insertInto('user')
      .values({ id, ...user, emailVerified: 1, createdAt: now, updatedAt: now })
      .execute();
    return id;
  }

  async #freeUsername(wanted: string): Promise<string> {
    const rows = await this.#options.database.db
      .selectFrom('user')
      .select('username')
      .where((eb) => eb.or([eb('username', '=', wanted), eb('username', 'like', `${wanted}-%`)]))
      .execute();
    const taken = new Set(rows.map((row) => row.username));
    let username = wanted;
    for (let number = 2; taken.has(username); number++) username = `${wanted}-${number}`;
    return username;
  }
}

function checkedName(name: string): string {
  if (name.length > MAX_NAME_LENGTH) throw new HubError('name_too_long');
  return name;
}
