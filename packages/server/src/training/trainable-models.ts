import { HubError, isId } from '@trainyard/protocol';
import { sql } from 'kysely';
import { type Caller, requireAccount } from '../accounts/caller.ts';
import { GatheredReads } from '../database/gathered-reads.ts';
import { jsonRows } from '../database/json-rows.ts';
import type { Database } from '../database/open-database.ts';
import { getModelToTrain } from './models.ts';

/** How long it is remembered whose a model is, in milliseconds. */
const REMEMBERED_MS = 30_000;

/** Bound of the memory; cleared when it is reached. */
const MAX_REMEMBERED = 50_000;

interface Known {
  /** The model's own id: it also answers to ids that it has taken over. */
  readonly id: string;
  readonly ownerId: string;
  readonly until: number;
}

/**
 * Which models callers may train, remembered for a while, so that an epoch costs no read. Only a
 * yes to its owner is remembered, and a model leaves its owner only when that account and its keys
 * end. That the model itself is gone, the ingest finds out.
 */
export class TrainableModels {
  readonly #database: Database;
  readonly #known = new Map<string, Known>();
  readonly #owners: GatheredReads<string, string>;

  constructor(database: Database) {
    this.#database = database;
    this.#owners = new GatheredReads((ids) => readOwners(database, ids));
  }

  /**
   * The own id of a model that the caller may train.
   * @throws HubError not_signed_in, scope_too_small, not_found, not_allowed
   */
  async find(caller: Caller, id: string): Promise<string> {
    const { userId } = requireAccount(caller, 'train');
    const known = this.#known.get(id);
    if (known && known.ownerId === userId && known.until > Date.now()) return known.id;
    // Sessions that begin together, as after a restart of the hub, ask together.
    const isOwn = isId(id) && (await this.#owners.get(id)) === userId;
    const own = isOwn ? id : (await getModelToTrain(this.#database, caller, id)).id;
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(id, { id: own, ownerId: userId, until: Date.now() + REMEMBERED_MS });
    return own;
  }

  /**
   * Does something with a model that the caller may train. Where it turns out to be gone, another
   * may have taken its place since it was looked up.
   * @throws what `find` and the work throw
   */
  async use<Result>(
    caller: Caller,
    id: string,
    work: (modelId: string) => Promise<Result>,
  ): Promise<Result> {
    const modelId = await this.find(caller, id);
    try {
      return await work(modelId);
    } catch (error) {
      if (!(error instanceof HubError) || error.code !== 'not_found') throw error;
      this.#known.delete(id);
      return work(await this.find(caller, id));
    }
  }
}

/** Who owns some models; those that are not there are left out. */
async function readOwners(
  database: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = jsonRows(
    database,
    ids.map((id) => [id]),
  );
  const { rows } = await sql<{ id: string; owner_id: string }>`
    select m.id, m.owner_id from ${wanted} cross join models as m where m.id = v.value ->> 0
  `.execute(database.db);
  return new Map(rows.map(({ id, owner_id }) => [id, owner_id]));
}
