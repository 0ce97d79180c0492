import { HubError } from '@trainyard/protocol';
import { type Caller, requireAccount } from '../accounts/caller.ts';
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

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * The own id of a model that the caller may train.
   * @throws HubError not_signed_in, scope_too_small, not_found, not_allowed
   */
  async find(caller: Caller, id: string): Promise<string> {
    const { userId } = requireAccount(caller, 'train');
    const known = this.#known.get(id);
    if (known && known.ownerId === userId && known.until > Date.now()) return known.id;
    const model = await getModelToTrain(this.#database, caller, id);
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    const until = Date.now() + REMEMBERED_MS;
    this.#known.set(id, { id: model.id, ownerId: model.owner_id, until });
    return model.id;
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
