import { HubError } from '@trainyard/protocol';
import type { Kysely, Transaction } from 'kysely';
import type { ModelsTable, Schema } from '../database/schema.ts';

/**
 * Makes a model unless this account's key has made one: a request that is sent again, because its
 * answer was lost, gets the first one's model. Its row decides, so that of two requests at the
 * same moment one makes the model and the other finds it.
 * @throws HubError invalid_body when the key is none, and whatever `make` throws
 */
export async function createOnce(
  db: Kysely<Schema>,
  ownerId: string,
  key: string,
  make: (trx: Transaction<Schema>) => Promise<ModelsTable>,
): Promise<ModelsTable> {
  if (!/^[\w-]{8,64}$/.test(key)) {
    throw new HubError('invalid_body', {
      message: 'Idempotency-Key must be 8 to 64 letters, digits, - and _.',
    });
  }
  const find = (from: Kysely<Schema>) =>
    from
      .selectFrom('model_creations')
      .innerJoin('models', 'models.id', 'model_creations.model_id')
      .selectAll('models')
      .where('model_creations.owner_id', '=', ownerId)
      .where('model_creations.key', '=', key)
      .executeTakeFirst();
  try {
    return await db.transaction().execute(async (trx) => {
      const known = await find(trx);
      if (known) return known;
      const model = await make(trx);
      const row = { owner_id: ownerId, key, model_id: model.id };
      await trx.insertInto('model_creations').values(row).execute();
      return model;
    });
  } catch (error) {
    // The other request was faster: its row is what ours collided with.
    const made = await find(db);
    if (made) return made;
    throw error;
  }
}
