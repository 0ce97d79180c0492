import { hash, randomBytes } from 'node:crypto';
import {
  type ApiKeyReply,
  type ApiKeyScope,
  type CreateApiKeyBody,
  type CreatedApiKeyReply,
  HubError,
  isApiKey,
} from '@trainyard/protocol';
import type { Database } from '../database/open-database.ts';
import type { ApiKeysTable } from '../database/schema.ts';
import type { SignedInCaller } from './caller.ts';
import { randomId } from './random-id.ts';

/**
 * How long a looked-up key is trusted, in milliseconds. Other processes are told of a revocation at
 * once; this is how long it takes where that does not arrive.
 */
const CACHE_MS = 800;
const MAX_CACHED = 10_000;
/** Last use is written at most this often per key, in milliseconds. */
const LAST_USED_EVERY_MS = 60_000;
const PREFIX_LENGTH = 6;

interface Cached {
  /** Of the key, or undefined when there is none. */
  readonly id: string | undefined;
  readonly caller: SignedInCaller | undefined;
  readonly expiresAt: number | null;
  readonly until: number;
}

/**
 * API keys: random, stored as SHA-256, found through a small cache. A fast hash is right for
 * them: 168 random bits cannot be guessed, whatever the hash costs.
 */
export class ApiKeys {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #cache = new Map<string, Cached>();
  readonly #loading = new Map<string, Promise<Cached>>();
  readonly #lastUsed = new Map<string, number>();

  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database;
    this.#now = now;
    database.peers.hear('api-key', {
      heard: (id) => this.#forget(id),
      missed: () => this.#cache.clear(),
    });
  }

  /** Makes a key; the reply is the only time that its secret is shown. */
  async create(userId: string, body: CreateApiKeyBody): Promise<CreatedApiKeyReply> {
    const key = randomBytes(21).toString('hex');
    return { ...(await this.#insert(userId, key, body)), key };
  }

  /** Makes sure that a key chosen by the operator (`TRAINYARD_API_KEY`) works for the account. */
  async adopt(userId: string, key: string): Promise<void> {
    if (await this.#byHash(hashOf(key))) return;
    await this.#insert(userId, key, { name: 'TRAINYARD_API_KEY', scope: 'full' });
  }

  /** The account's keys, newest first, without their secrets. */
  async list(userId: string): Promise<ApiKeyReply[]> {
    const rows = await this.#database.db
      .selectFrom('api_keys')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('created_at', 'desc')
      .limit(1000)
      .execute();
    return rows.map(replyOf);
  }

  /** Ends a key, within a second in every process. @throws HubError not_found */
  async revoke(userId: string, id: string): Promise<void> {
    const row = await this.#database.db
      .deleteFrom('api_keys')
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .returning('id')
      .executeTakeFirst();
    if (!row) throw new HubError('not_found');
    this.#forget(id);
    // Should that fail, the key is forgotten soon enough.
    await this.#database.peers.tell('api-key', id).catch(() => {});
  }

  /** The caller that a key stands for, or undefined when it is unknown, revoked or expired. */
  async find(key: string): Promise<SignedInCaller | undefined> {
    if (!isApiKey(key)) return undefined;
    const hash = hashOf(key);
    const now = this.#now();
    let cached = this.#cache.get(hash);
    if (!cached || cached.until <= now) cached = await this.#loadOnce(hash, now);
    if (cached.expiresAt !== null && cached.expiresAt <= now) return undefined;
    if (cached.caller) this.#noteUse(hash, now);
    return cached.caller;
  }

  /** One look-up for all who ask at the same moment. */
  #loadOnce(hash: string, now: number): Promise<Cached> {
    const underWay = this.#loading.get(hash);
    if (underWay) return underWay;
    const loading = this.#load(hash, now);
    this.#loading.set(hash, loading);
    const finish = (cached?: Cached) => {
      // What was revoked meanwhile is looked up anew.
      if (this.#loading.get(hash) !== loading) return;
      this.#loading.delete(hash);
      if (!cached) return;
      if (this.#cache.size >= MAX_CACHED) this.#cache.clear();
      this.#cache.set(hash, cached);
    };
    loading.then(finish, () => finish());
    return loading;
  }

  async #load(hash: string, now: number): Promise<Cached> {
    const row = await this.#byHash(hash);
    const until = now + CACHE_MS;
    if (!row) return { id: undefined, caller: undefined, expiresAt: null, until };
    const { id, user_id: userId, username, role, scope, expires_at: expiresAt } = row;
    return { id, caller: { kind: 'account', userId, username, role, scope }, expiresAt, until };
  }

  #byHash(hash: string) {
    return this.#database.db
      .selectFrom('api_keys')
      .innerJoin('user', 'user.id', 'api_keys.user_id')
      .select(['api_keys.id', 'user_id', 'username', 'role', 'scope', 'expires_at'])
      .where('hash', '=', hash)
      .executeTakeFirst();
  }

  async #insert(userId: string, key: string, body: CreateApiKeyBody): Promise<ApiKeyReply> {
    const row: ApiKeysTable = {
      id: randomId(),
      user_id: userId,
      name: body.name,
      scope: (body.scope ?? 'full') as ApiKeyScope,
      hash: hashOf(key),
      prefix: key.slice(0, PREFIX_LENGTH),
      created_at: this.#now(),
      last_used_at: null,
      expires_at: body.expiresAt ? Date.parse(body.expiresAt) : null,
    };
    await this.#database.db.insertInto('api_keys').values(row).execute();
    this.#cache.delete(row.hash);
    this.#loading.delete(row.hash);
    return replyOf(row);
  }

  #forget(id: string): void {
    this.#loading.clear();
    for (const [hash, cached] of this.#cache) if (cached.id === id) this.#cache.delete(hash);
  }

  /** Beside the request, never before it: a key's last use is not worth a delay or a failure. */
  #noteUse(hash: string, now: number): void {
    if (now - (this.#lastUsed.get(hash) ?? 0) < LAST_USED_EVERY_MS) return;
    if (this.#lastUsed.size >= MAX_CACHED) this.#lastUsed.clear();
    this.#lastUsed.set(hash, now);
    this.#database.db
      .updateTable('api_keys')
      .set({ last_used_at: now })
      .where('hash', '=', hash)
      .execute()
      .catch(() => this.#lastUsed.delete(hash));
  }
}

function hashOf(key: string): string {
  return hash('sha256', key);
}

function replyOf(row: ApiKeysTable): ApiKeyReply {
  return {
    id: row.id,
    name: row.name,
    scope: row.scope,
    prefix: row.prefix,
    createdAt: new Date(row.created_at).toISOString(),
    lastUsedAt: row.last_used_at === null ? null : new Date(row.last_used_at).toISOString(),
    expiresAt: row.expires_at === null ? null : new Date(row.expires_at).toISOString(),
  };
}
