import type { Transaction } from 'kysely';
import { randomId } from '../accounts/random-id.ts';
import type { DeliveriesTable } from '../database/notice-tables.ts';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import type { Origin } from '../origin.ts';
import { type ChangedModel, describeChange, eventOf } from './describe-change.ts';

/** Most models in one round. */
const ROUND = 200;

/**
 * Finds models whose state differs from what was last told, and queues what is to be told of them.
 * Every way in which a state can change is covered, and a restart or another process goes on where
 * one ended: what was told is kept with the model, and changes together with the queue. A state
 * that was passed through between two rounds is not told of.
 * @returns how many models had changed.
 */
export async function tellChanges(
  { database, origin }: { database: Database; origin: Origin },
  { mail }: { mail: boolean },
): Promise<number> {
  const changed = await database.db
    .selectFrom('models')
    .leftJoin('projects', 'projects.id', 'models.project_id')
    .select(['models.id', 'models.name', 'models.owner_id', 'models.deleted_at', 'state'])
    .select(['told_state', 'epochs_done', 'failure', 'projects.name as project'])
    .whereRef('state', '<>', 'told_state')
    .limit(ROUND)
    .execute();
  for (const model of changed) {
    await database.db.transaction().execute(async (trx) => {
      const ours = await trx
        .updateTable('models')
        .set({ told_state: model.state })
        .where('id', '=', model.id)
        .where('state', '=', model.state)
        .where('told_state', '=', model.told_state)
        .returning('id')
        .executeTakeFirst();
      if (ours && model.deleted_at === null) await queue(trx, model, origin.url, mail);
    });
  }
  return changed.length;
}

async function queue(
  trx: Transaction<Schema>,
  model: ChangedModel & { readonly owner_id: string },
  origin: string,
  mail: boolean,
): Promise<void> {
  const event = eventOf(model.state);
  const wants = ({ events }: { events: string }) => JSON.parse(events).includes(event);
  const webhooks = await trx
    .selectFrom('webhooks')
    .select(['id', 'events'])
    .where('owner_id', '=', model.owner_id)
    .where('disabled_at', 'is', null)
    .execute();
  const choices = await trx
    .selectFrom('notice_choices')
    .select('events')
    .where('user_id', '=', model.owner_id)
    .execute();
  const targets: (string | null)[] = webhooks.filter(wants).map(({ id }) => id);
  if (mail && choices.some(wants)) targets.push(null);
  if (targets.length === 0) return;
  const message = JSON.stringify(describeChange(model, origin, Date.now()));
  const rows = targets.map((webhook) => newDelivery(model.owner_id, webhook, event, message));
  await trx.insertInto('deliveries').values(rows).execute();
}

/** A delivery that is due at once. @param webhookId null for an e-mail to the owner. */
export function newDelivery(
  ownerId: string,
  webhookId: string | null,
  event: string,
  message: string,
): DeliveriesTable {
  const now = Date.now();
  return {
    id: randomId(),
    owner_id: ownerId,
    webhook_id: webhookId,
    event,
    message,
    state: 'waiting',
    tries: 0,
    created_at: now,
    next_at: now,
    last_status: null,
    last_error: null,
  };
}
