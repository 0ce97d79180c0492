import { HubError } from '@trainyard/protocol';
import type { Kysely } from 'kysely';
import type { SignedInCaller } from '../../accounts/caller.ts';
import type { ModelsTable, ProjectsTable, Schema } from '../../database/schema.ts';
import { attemptWasUsed } from '../attempts.ts';
import type { RunName } from './run-name.ts';

/** Late events of a run that has ended still belong to it, for so long, in milliseconds. */
const LATE_MS = 10 * 60 * 1000;

/** Runs of one name that are looked through, newest first. */
const LOOKED_AT = 20;

/**
 * The caller's project of that slug. One that lies in the trash keeps its slug, so the project
 * that took its place is found by its name.
 * @throws HubError not_found when the name says that it is somebody else's.
 */
export async function findProject(
  db: Kysely<Schema>,
  { userId }: SignedInCaller,
  { owner, project }: RunName,
): Promise<ProjectsTable | undefined> {
  if (owner !== null) {
    const other = await db
      .selectFrom('user')
      .select('id')
      .where('username', '=', owner)
      .executeTakeFirst();
    if (other) {
      throw new HubError('not_found', {
        message: `This key may not train in projects of ${owner}. Leave "${owner}/" out of project=.`,
      });
    }
  }
  const rows = await db
    .selectFrom('projects')
    .selectAll()
    .where('owner_id', '=', userId)
    .where((eb) => eb.or([eb('slug', '=', project), eb('name', '=', project)]))
    .where('deleted_at', 'is', null)
    .orderBy('created_at', 'desc')
    .execute();
  return rows.find((row) => row.slug === project) ?? rows[0];
}

/** Which training a start means: see {@link findModelToContinue}. */
export interface StartingRun {
  readonly name: RunName;
  /** Fingerprint of the start. */
  readonly startHash: string;
  readonly resumes: boolean;
  readonly projectId: string;
}

/**
 * The model that a start goes on with, if it does; otherwise a new one is due, under the next free
 * slug. In this order:
 *
 * 1. the same start again, of a run that has brought nothing yet: clients repeat it up to four
 *    times when the reply is lost
 * 2. a start that says `resume`: the newest run of that name whose model is not trained
 * 3. a model of that name in the project that nobody has trained yet: made in the browser for this
 */
export async function findModelToContinue(
  db: Kysely<Schema>,
  caller: SignedInCaller,
  run: StartingRun,
): Promise<{ model: ModelsTable; isRepeated: boolean } | undefined> {
  const runs = await runsOfName(db, caller, run.name);
  const same = runs.find(
    (one) =>
      one.start_hash === run.startHash &&
      one.run_attempt === one.attempt &&
      ['new', 'training', 'disconnected'].includes(one.state),
  );
  if (same && !(await attemptWasUsed(db, same))) return { model: same, isRepeated: true };
  const named = await db
    .selectFrom('models')
    .selectAll()
    .where('owner_id', '=', caller.userId)
    .where('project_id', '=', run.projectId)
    .where('slug', '=', run.name.name)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (run.resumes) {
    const model = [...runs, ...(named ? [named] : [])].find(({ state }) => state !== 'trained');
    if (model) return { model, isRepeated: false };
  }
  if (named?.state === 'new' && named.attempt === 0) return { model: named, isRepeated: false };
  return undefined;
}

/**
 * The model that an event without an id means: the newest run of that name that is under way, or
 * that has ended just now; else a model of that name in the project that has not ended.
 */
export async function findRunByName(
  db: Kysely<Schema>,
  caller: SignedInCaller,
  name: RunName,
): Promise<ModelsTable | undefined> {
  const runs = await runsOfName(db, caller, name);
  const current = runs.find(({ finished_at }) => (finished_at ?? Infinity) > Date.now() - LATE_MS);
  if (current) return current;
  const project = await findProject(db, caller, name);
  if (!project) return undefined;
  return db
    .selectFrom('models')
    .selectAll()
    .where('owner_id', '=', caller.userId)
    .where('project_id', '=', project.id)
    .where('slug', '=', name.name)
    .where('finished_at', 'is', null)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

function runsOfName(db: Kysely<Schema>, caller: SignedInCaller, { project, name }: RunName) {
  return db
    .selectFrom('platform_runs')
    .innerJoin('models', 'models.id', 'platform_runs.model_id')
    .selectAll('models')
    .select(['platform_runs.start_hash', 'platform_runs.attempt as run_attempt'])
    .where('platform_runs.owner_id', '=', caller.userId)
    .where('platform_runs.project', '=', project)
    .where('platform_runs.name', '=', name)
    .where('models.owner_id', '=', caller.userId)
    .where('models.deleted_at', 'is', null)
    .orderBy('platform_runs.started_at', 'desc')
    .limit(LOOKED_AT)
    .execute();
}
