import { sql, type Transaction } from 'kysely';
import { randomId } from '../accounts/random-id.ts';
import { jsonRows } from '../database/json-rows.ts';
import type { DeliveriesTable } from '../database/notice-tables.ts';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import type { Origin } from '../origin.ts';
import { type ChangedModel, describeChange, eventOf } from './describe-change.ts';

/** Most models in one round. */
const ROUND = 200;

/** Of eleven parameters each. */
const ROWS_A_STATEMENT = 1000;

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
  if (changed.length > 0) {
    await database.db.transaction().execute(async (trx) => {
      const ours = await markTold(database, trx, changed);
      const told = changed.filter(({ id, deleted_at }) => ours.has(id) && deleted_at === null);
      await queue(trx, told, origin.url, mail);
    });
  }
  return changed.length;
}

type OwnedChange = ChangedModel & { readonly owner_id: string };

/** Notes what is told now. @returns the ids of those that nobody else has told or changed since */
async function markTold(
  database: Database,
  trx: Transaction<Schema>,
  models: readonly ChangedModel[],
): Promise<Set<string>> {
  await database.locks.models(
    trx,
    models.map(({ id }) => id),
  );
  const changes = models.map(({ id, state, told_state: told }) => [id, state, told]);
  const { rows } = await sql<{ id: string }>`
    update models set told_state = v.value ->> 1 from ${jsonRows(database, changes)}
    where models.id = v.value ->> 0 and state = v.value ->> 1 and told_state = v.value ->> 2
    returning models.id as id`.execute(trx);
  return new Set(rows.map(({ id }) => id));
}

async function queue(
  trx: Transaction<Schema>,
  models: readonly OwnedChange[],
  origin: string,
  mail: boolean,
): Promise<void> {
  if (models.length === 0) return;
  const owners = [...new Set(models.map((model) => model.owner_id))];
  const webhooks = await trx
    .selectFrom('webhooks')
    .select(['id', 'events', 'owner_id'])
    .where('owner_id', 'in', owners)
    .where('disabled_at', 'is', null)
    .execute();
  const choices = await trx
    .selectFrom('notice_choices')
    .select(['events', 'user_id'])
    .where('user_id', 'in', owners)
    .execute();
  const now = Date.now();
  const rows = models.flatMap((model) => {
    const { owner_id: owner } = model;
    const event = eventOf(model.state);
    const wants = ({ events }: { events: string }) => JSON.parse(events).includes(event);
    const targets: (string | null)[] = webhooks
      .filter((webhook) => webhook.owner_id === owner && wants(webhook))
      .map(({ id }) => id);
    if (mail && choices.some((choice) => choice.user_id === owner && wants(choice))) {
      targets.push(null);
    }
    if (targets.length === 0) return [];
    const message = JSON.stringify(describeChange(model, origin, now));
    return targets.map((webhook) => newDelivery(owner, webhook, event, message));
  });
  for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT) {
    await trx
      .insertInto('deliveries')
      .values(rows.slice(at, at + ROWS_A_STATEMENT))
      .execute();
  }
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
