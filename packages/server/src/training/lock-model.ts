import { HubError } from '@trainyard/protocol';
import type { Transaction } from 'kysely';
import type { ModelsTable, Schema } from '../database/schema.ts';

/**
 * Reads a model inside a transaction so that nobody changes it before the commit: an update that
 * changes nothing takes the row's lock on every engine. The model may lie in the trash: what a
 * trainer still sends is kept, should it be restored.
 * @throws HubError not_found
 */
export async function lockModel(trx: Transaction<Schema>, id: string): Promise<ModelsTable> {
  const model = await trx
    .updateTable('models')
    .set((eb) => ({ id: eb.ref('id') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (!model) throw new HubError('not_found');
  return model;
}
