import { HubError, type ModelDetail } from '@trainyard/protocol';
import { sql } from 'kysely';
import type { Caller } from '../accounts/caller.ts';
import { isOwner, maySee } from '../accounts/sharing-rules.ts';
import type { DownloadLinks } from '../blobs/download-links.ts';
import { findOwned } from '../catalogue/owned-objects.ts';
import type { Database } from '../database/open-database.ts';
import type { ModelsTable } from '../database/schema.ts';
import type { Origin } from '../origin.ts';
import { handOut } from './hand-out.ts';
import { getModel } from './models.ts';
import { iso, summarise } from './show-models.ts';

/** What reading a model for its page takes. */
interface Hub {
  readonly database: Database;
  readonly links: DownloadLinks;
  readonly origin: Origin;
}

/** A model with all that its page shows at once. @throws HubError not_found */
export async function readModel(hub: Hub, caller: Caller, idOrAlias: string): Promise<ModelDetail> {
  const model = await getModel(hub.database, caller, idOrAlias);
  const { id } = model;
  const { db } = hub.database;
  const [summary, handedOut, owner, attempts, checkpoints, records, parent] = await Promise.all([
    summarise(hub.database, caller, id),
    handOut(hub, caller, [model]),
    db.selectFrom('user').select('username').where('id', '=', model.owner_id).executeTakeFirst(),
    db
      .selectFrom('attempts')
      .selectAll()
      .where('model_id', '=', id)
      .orderBy('attempt')
      .limit(1000)
      .execute(),
    db
      .selectFrom('checkpoints')
      .select([
        sql<number>`cast(count(*) as integer)`.as('count'),
        sql<number>`cast(coalesce(sum(size), 0) as double precision)`.as('bytes'),
      ])
      .where('model_id', '=', id)
      .executeTakeFirstOrThrow(),
    newestRecords(hub.database, id),
    parentOf(hub.database, caller, model),
  ]);
  const out = handedOut[0]!;
  // Its trash may have been emptied meanwhile.
  if (!summary) throw new HubError('not_found');
  return {
    ...summary,
    slug: model.slug,
    description: model.description,
    owner: owner?.username ?? '',
    mine: isOwner(caller, model),
    failure: model.failure,
    agent: model.agent,
    disconnectedAt: iso(model.disconnected_at),
    trainArgs: JSON.parse(model.train_args),
    architecture: model.architecture,
    parent,
    attempts: attempts.map((row) => ({
      attempt: row.attempt,
      agent: row.agent,
      startedAt: new Date(row.started_at).toISOString(),
      firstEpoch: row.first_epoch,
    })),
    checkpoints,
    resumable: out.has_last_weights,
    weightsUrl: out.has_best_weights && out.weights ? pathOf(out.weights, hub.origin) : null,
    records,
  };
}

/** A link of this hub as a path, so that it works by whatever name the page was reached. */
export function pathOf(link: string, { url }: Origin): string {
  return link.startsWith(url) ? link.slice(url.length) : link;
}

/** `{project}/{model}`, as the Platform callback prints it. @throws HubError not_found */
export async function findModelByName(
  { db }: Database,
  caller: Caller,
  project: string,
  slug: string,
): Promise<{ id: string }> {
  const rows = await db
    .selectFrom('models')
    .innerJoin('projects', 'projects.id', 'models.project_id')
    .selectAll('models')
    .where('projects.slug', '=', project)
    .where('models.slug', '=', slug)
    .limit(100)
    .execute();
  const seen = rows.filter((row) => maySee(caller, row));
  const found = seen.find((row) => isOwner(caller, row)) ?? seen[0];
  if (!found) throw new HubError('not_found');
  return { id: found.id };
}

/** Of each kind of record that of the latest attempt that has one. */
async function newestRecords({ db }: Database, id: string): Promise<Record<string, unknown>> {
  const rows = await db
    .selectFrom('model_records')
    .select(['kind', 'record'])
    .where('model_id', '=', id)
    .orderBy('attempt')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.kind, JSON.parse(row.record) as unknown]));
}

async function parentOf({ db }: Database, caller: Caller, model: ModelsTable) {
  if (model.parent_id === null) {
    return model.parent_name === null ? null : { id: null, name: model.parent_name };
  }
  const parent = await findOwned(db, 'models', model.parent_id);
  return parent && maySee(caller, parent) ? { id: parent.id, name: parent.name } : null;
}
