import { setTimeout as delay } from 'node:timers/promises';
import { HubError } from '@trainyard/protocol';
import type { Database } from '../database/open-database.ts';

/** A removal that takes longer than this has died with its process, in milliseconds. */
const REMOVAL_MS = 5 * 60 * 1000;

/** How long an upload waits for a removal of the same content, in milliseconds. */
const PATIENCE_MS = 15_000;

const LOOK_EVERY_MS = 100;

/**
 * Keeps uploads and garbage collection apart, also in different processes: an upload claims its
 * content before it looks whether that is stored already, a removal is announced before it is
 * carried out. Both are one row, so one of the two always sees the other.
 */
export class BlobClaims {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Claims content that is about to be stored or found stored. Waits for a removal under way.
   * @throws HubError storage_unavailable when that takes too long
   */
  async claim(hash: string): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; ; await delay(LOOK_EVERY_MS)) {
      const now = Date.now();
      const row = await this.#database.db
        .insertInto('blob_claims')
        .values({ hash, claimed_at: now, removing_since: null })
        .onConflict((conflict) => conflict.column('hash').doUpdateSet({ claimed_at: now }))
        .returning('removing_since')
        .executeTakeFirstOrThrow();
      const { removing_since: since } = row;
      if (since === null || Number(since) < now - REMOVAL_MS) return;
      if (now > end) throw new HubError('storage_unavailable');
    }
  }

  /**
   * Carries a removal out, unless the content was claimed after `notAfter` (milliseconds since
   * 1970), or somebody else is removing it.
   */
  async remove(hash: string, notAfter: number, work: () => Promise<void>): Promise<void> {
    const now = Date.now();
    const announced = await this.#database.db
      .insertInto('blob_claims')
      .values({ hash, claimed_at: 0, removing_since: now })
      .onConflict((conflict) =>
        conflict
          .column('hash')
          .doUpdateSet({ removing_since: now })
          .where('blob_claims.claimed_at', '<=', notAfter)
          .where((eb) =>
            eb.or([
              eb('blob_claims.removing_since', 'is', null),
              eb('blob_claims.removing_since', '<', now - REMOVAL_MS),
            ]),
          ),
      )
      .returning('hash')
      .executeTakeFirst();
    if (!announced) return;
    try {
      await work();
    } finally {
      await this.#database.db
        .updateTable('blob_claims')
        .set({ removing_since: null })
        .where('hash', '=', hash)
        .where('removing_since', '=', now)
        .execute();
    }
  }

  /** Forgets claims older than `before`, milliseconds since 1970. */
  async forget(before: number): Promise<void> {
    await this.#database.db
      .deleteFrom('blob_claims')
      .where('claimed_at', '<', before)
      .where((eb) =>
        eb.or([
          eb('removing_since', 'is', null),
          eb('removing_since', '<', Date.now() - REMOVAL_MS),
        ]),
      )
      .execute();
  }
}
