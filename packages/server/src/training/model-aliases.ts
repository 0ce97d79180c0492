import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** The model that answers to an id which was another model's, if one does. */
export async function resolveAlias(db: Kysely<Schema>, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('model_aliases')
    .select('model_id')
    .where('alias', '=', id)
    .executeTakeFirst();
  return row?.model_id;
}

/**
 * Lets a model take the place of another, which is removed with all it has: whoever still sends to
 * the other one's id reaches the model.
 */
export async function takeOver(
  trx: Transaction<Schema>,
  modelId: string,
  other: string,
): Promise<void> {
  await trx
    .updateTable('model_aliases')
    .set({ model_id: modelId })
    .where('model_id', '=', other)
    .execute();
  await trx.deleteFrom('models').where('id', '=', other).execute();
  await trx.insertInto('model_aliases').values({ alias: other, model_id: modelId }).execute();
}
