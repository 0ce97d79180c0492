import { type RawBuilder, sql } from 'kysely';
import { jsonList } from '../database/json-rows.ts';
import type { Database } from '../database/open-database.ts';
import type {
  AttemptsTable,
  ModelFiguresTable,
  ModelsTable,
  OwnedTable,
} from '../database/schema.ts';
import { IS_BEST } from './newest-checkpoints.ts';

type Nullable<T> = { readonly [Key in keyof T]: T[Key] | null };

interface Surroundings {
  project_title: string;
  project_owner: string;
  project_visibility: OwnedTable['visibility'];
  project_deleted_at: number;
  dataset_title: string;
  dataset_owner: string;
  dataset_visibility: OwnedTable['visibility'];
  dataset_deleted_at: number;
  /** Of the attempt under way. */
  attempt_started_at: AttemptsTable['started_at'];
  first_epoch: AttemptsTable['first_epoch'];
  /** The metric that stands for the model. */
  metric: ModelFiguresTable['name'];
}

/** A model with what is shown of its surroundings, which may be hidden from whoever asks. */
export type SummaryRow = Pick<
  ModelsTable,
  | ('id' | 'name' | 'state' | 'visibility' | 'project_id' | 'dataset_id' | 'dataset_name')
  | ('train_args' | 'tags' | 'notes' | 'pinned' | 'attempt' | 'epochs_done' | 'last_heard')
  | ('last_heard_at' | 'cancel_requested_at' | 'started_at' | 'finished_at')
  | ('created_at' | 'updated_at')
> &
  Nullable<Surroundings> &
  Nullable<Pick<ModelFiguresTable, 'lower' | 'best' | 'min_step' | 'max_step' | 'last'>> & {
    readonly has_weights: number;
  };

/**
 * Models by their ids, in that order; unknown ones are left out. One statement for all that is shown
 * of them: each more would be another way to SQLite's thread and back.
 */
export async function readSummaryRows(
  database: Database,
  ids: readonly string[],
): Promise<SummaryRow[]> {
  const { rows } = await sql<SummaryRow>`select m.id, m.name, m.state, m.visibility, m.project_id,
      m.dataset_id, m.dataset_name, m.train_args, m.tags, m.notes, m.pinned, m.attempt,
      m.epochs_done, m.last_heard, m.last_heard_at, m.cancel_requested_at, m.started_at,
      m.finished_at, m.created_at, m.updated_at,
      p.name as project_title, p.owner_id as project_owner, p.visibility as project_visibility,
      p.deleted_at as project_deleted_at, d.name as dataset_title, d.owner_id as dataset_owner,
      d.visibility as dataset_visibility, d.deleted_at as dataset_deleted_at,
      a.started_at as attempt_started_at, a.first_epoch,
      f.name as metric, f.lower, f.best, f.min_step, f.max_step, f.last,
      cast(exists (select 1 from checkpoints where model_id = m.id and ${IS_BEST}) as integer)
        as has_weights
    from models as m
    left join projects as p on p.id = m.project_id
    left join datasets as d on d.id = m.dataset_id
    left join attempts as a on a.model_id = m.id and a.attempt = m.attempt
    left join model_figures as f on f.model_id = m.id and f.name = ${chosenMetric('m.id')}
    where m.id in ${jsonList(database, ids)}`.execute(database.db);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The name of the metric that stands for a model, or null, as SQL. */
export function chosenMetric(id: string): RawBuilder<string | null> {
  return sql`(select name from model_figures where model_id = ${sql.ref(id)}
    order by rank, name limit 1)`;
}
