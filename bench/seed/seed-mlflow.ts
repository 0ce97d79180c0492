import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SEEDED_SERIES } from './seed-models.ts';

/** What MLflow's store is filled with. */
export interface MlflowSeed {
  readonly runs: number;
  /** Points of the one long run. */
  readonly longest: number;
  /** The newest runs, which have so many points in each series. */
  readonly compared: { readonly runs: number; readonly points: number };
}

/** The id of the long run; the others have their number as id. */
export const LONG_RUN = 'f'.repeat(32);

export function mlflowRunId(number: number): string {
  return number.toString(16).padStart(32, '0');
}

/** The rows that MLflow's server would make, straight into its store while it does not run. */
export function seedMlflow(folder: string, { runs, longest, compared }: MlflowSeed): void {
  using database = new DatabaseSync(join(folder, 'mlflow.db'));
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; BEGIN');
  const now = Date.now();
  const run = database.prepare(
    `INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status,
      start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id)
    VALUES (?, ?, 'UNKNOWN', '', '', 'bench', 'FINISHED', ?, ?, '', 'active', '', 0)`,
  );
  const latest = database.prepare(
    'INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, 0, ?)',
  );
  const metrics = database.prepare(`WITH RECURSIVE steps (step) AS
      (SELECT 0 UNION ALL SELECT step + 1 FROM steps WHERE step < ?)
    INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
    SELECT ?, abs(random() % 1000000) / 1e6, ? + step, ?, step, 0 FROM steps`);
  for (let number = 0; number < runs; number++) {
    const id = mlflowRunId(number);
    run.run(id, `run ${number}`, now - runs + number, now);
    const points = number >= runs - compared.runs ? compared.points : 0;
    for (const name of SEEDED_SERIES) {
      latest.run(mlflowName(name), 0.5, now, points, id);
      if (points > 0) metrics.run(points - 1, mlflowName(name), now, id);
    }
  }
  run.run(LONG_RUN, 'long', now - runs - 1, now);
  latest.run('loss', 0.5, now, longest, LONG_RUN);
  metrics.run(longest - 1, 'loss', now, LONG_RUN);
  database.exec('COMMIT');
}

/** MLflow's names have no brackets. */
export function mlflowName(name: string): string {
  return name.replaceAll(/[()]/g, '_');
}
