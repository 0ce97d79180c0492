import { createHash } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { SignedInCaller } from '../../accounts/caller.ts';
import { maySee } from '../../accounts/sharing-rules.ts';
import { freeSlug } from '../../catalogue/owned-objects.ts';
import { isUniqueViolation } from '../../database/database-error.ts';
import type { Database } from '../../database/open-database.ts';
import type { ModelsTable, Schema } from '../../database/schema.ts';
import type { LiveBus } from '../../live/live-bus.ts';
import { insertProject } from '../../projects/projects.ts';
import { lockModel } from '../lock-model.ts';
import { takeOver } from '../model-aliases.ts';
import { insertModel } from '../models.ts';
import { keepRecord } from '../observations.ts';
import { openAttempt } from '../open-attempt.ts';
import { adoptEarlyConsole } from './early-console.ts';
import { findModelToContinue, findProject } from './find-run.ts';
import { findHubCompanion } from './hub-companion.ts';
import { modelFromArguments, type RunArguments, resumes } from './run-arguments.ts';
import { type RunName, runLock } from './run-name.ts';

/** What a trainer says when it starts. */
export interface RunStart extends RunArguments {
  readonly name: RunName;
  /** The model that it has recorded and goes on with; 8.4.190 and later. */
  readonly model: ModelsTable | undefined;
  readonly device: string | null;
  /** Versions, machine, command, git: kept as sent. */
  readonly environment: Readonly<Record<string, unknown>>;
}

/** The model that a run trains. */
export interface StartedRun {
  readonly model: ModelsTable;
  readonly attempt: number;
  /** False when the model has been trained already: nothing was started. */
  readonly opened: boolean;
  /** Somebody pressed Stop since this very start was sent for the first time. */
  readonly isStopping: boolean;
}

/** Two starts may want the same slug at the same moment, on an engine that runs them side by side. */
const TRIES = 4;

/**
 * Registers a run: finds or makes its project and model, and opens an attempt.
 * @throws HubError not_found, invalid_body, name_too_long
 */
export async function startRun(
  { database, live }: { database: Database; live: LiveBus },
  caller: SignedInCaller,
  start: RunStart,
): Promise<StartedRun> {
  for (let tries = 1; ; tries++) {
    try {
      const started = await database.db.transaction().execute(async (trx) => {
        // The same start, sent again because its reply was late, may be in another process.
        await database.locks.name(trx, runLock(caller, start.name));
        return register(trx, caller, start);
      });
      live.publish({ type: 'model', modelId: started.model.id });
      return started;
    } catch (error) {
      if (!isUniqueViolation(error) || tries === TRIES) throw error;
    }
  }
}

async function register(
  trx: Transaction<Schema>,
  caller: SignedInCaller,
  start: RunStart,
): Promise<StartedRun> {
  const startHash = fingerprint(start);
  const found: Found = start.model
    ? { model: start.model, isRepeated: false, agentId: null }
    : await findOrMake(trx, caller, start, startHash);
  const { isRepeated } = found;
  const model = await lockModel(trx, found.model.id);
  if (isRepeated && model.state === 'training') {
    const isStopping = model.cancel_requested_at !== null;
    return { model, attempt: model.attempt, opened: true, isStopping };
  }
  const { opened, attempt } = await openAttempt(trx, model, {
    // A HUB session beside this callback keeps the model alive by its heartbeats.
    agentId: found.agentId,
    agent: agentOf(start),
    heard: 'start',
  });
  if (!opened) return { model, attempt, opened, isStopping: false };
  await trx
    .insertInto('platform_runs')
    .values({
      model_id: model.id,
      attempt,
      owner_id: caller.userId,
      project: start.name.project,
      name: start.name.name,
      start_hash: startHash,
      started_at: Date.now(),
    })
    .onConflict((conflict) =>
      conflict.columns(['model_id', 'attempt']).doUpdateSet({ start_hash: startHash }),
    )
    .execute();
  const key = { modelId: model.id, attempt };
  const { args, epochs, device, environment } = start;
  if (Object.keys(environment).length > 0) await keepRecord(trx, key, 'environment', environment);
  if (Object.keys(args).length > 0) await keepRecord(trx, key, 'train_args', args);
  await keepRecord(trx, key, 'start', { epochs, device });
  await adoptEarlyConsole(trx, caller, start.name, key);
  return { model: { ...model, attempt }, attempt, opened, isStopping: false };
}

/** The model that a start means. */
interface Found {
  readonly model: ModelsTable;
  /** The same start has come before. */
  readonly isRepeated: boolean;
  /** Of the HUB session that runs beside the callback, if one has been heard. */
  readonly agentId: string | null;
}

async function findOrMake(
  trx: Transaction<Schema>,
  caller: SignedInCaller,
  start: RunStart,
  startHash: string,
): Promise<Found> {
  const { name } = start;
  const project =
    (await findProject(trx, caller, name)) ??
    (await insertProject(trx, caller, { name: name.project }));
  const wanted = { name, startHash, resumes: resumes(start.args), projectId: project.id };
  const known = await findModelToContinue(trx, caller, wanted);
  if (known?.isRepeated) return { ...known, agentId: null };
  const companion = await findHubCompanion(trx, caller, start);
  const agentId = companion?.agent_id ?? null;
  if (known) {
    if (companion) await takeOver(trx, known.model.id, companion.id);
    return { ...known, agentId };
  }
  const dataset = await hubDataset(trx, caller, start.args['data']);
  if (companion) {
    const into = { project_id: project.id, dataset_id: dataset ?? null };
    const model = await moveCompanion(trx, companion, name.name, into);
    return { model, isRepeated: false, agentId };
  }
  const body = modelFromArguments(start);
  const model = await insertModel(trx, caller, {
    ...body,
    name: name.name,
    projectId: project.id,
    ...(dataset !== undefined && { datasetId: dataset }),
  });
  return { model, isRepeated: false, agentId: null };
}

/** The HUB integration's model gets the run's name, in the run's project, and its dataset. */
async function moveCompanion(
  trx: Transaction<Schema>,
  { id, owner_id }: ModelsTable,
  name: string,
  into: Pick<ModelsTable, 'project_id' | 'dataset_id'>,
): Promise<ModelsTable> {
  const slug = await freeSlug(trx, 'models', name, { owner_id, project_id: into.project_id });
  return trx
    .updateTable('models')
    .set({ ...into, name, slug })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The id of one of this hub's datasets, where `data` is `ul://owner/datasets/dataset`. */
async function hubDataset(
  db: Kysely<Schema>,
  caller: SignedInCaller,
  data: string | undefined,
): Promise<string | undefined> {
  const parts = /^ul:\/\/([^/]+)\/datasets\/([^/?#]+)$/i.exec(data ?? '');
  if (!parts) return undefined;
  const row = await db
    .selectFrom('datasets')
    .innerJoin('user', 'user.id', 'datasets.owner_id')
    .select(['datasets.id', 'owner_id', 'visibility', 'deleted_at'])
    .where('user.username', '=', parts[1]!)
    .where('datasets.slug', '=', parts[2]!)
    .executeTakeFirst();
  return row && maySee(caller, row) ? row.id : undefined;
}

/** The same start, sent again, has the same fingerprint; `system` is left out, it may differ. */
function fingerprint({ name, args, epochs, device, environment }: RunStart): string {
  return createHash('sha256')
    .update(JSON.stringify([name, args, epochs, device, environment]))
    .digest('hex');
}

/** Who trains, in a line: `ultralytics 8.4.190 on host`. */
function agentOf({ environment }: RunStart): string {
  const version = environment['ultralyticsVersion'];
  const host = environment['hostname'];
  const who = typeof version === 'string' ? `ultralytics ${version}` : 'Platform callback';
  return (typeof host === 'string' ? `${who} on ${host}` : who).slice(0, 256);
}
