import type { Retention } from '@trainyard/protocol';
import { sql } from 'kysely';
import type { Database } from '../database/open-database.ts';
import { BY_EPOCH } from './newest-checkpoints.ts';

/** Checkpoints younger than this stay, in milliseconds: what comes next may still name them. */
const GRACE_MS = 60 * 60 * 1000;

/**
 * Removes the checkpoints that their project does not keep. A model always keeps what it resumes
 * from and what is handed out as its best, also as it was when another model was started from it;
 * final and promoted weights; and of the rest every n-th where the project says so. The bytes go
 * with the garbage, once nothing else refers to them.
 * @returns how many were removed
 */
export async function thinCheckpoints({ db }: Database, now = Date.now()): Promise<number> {
  const projects = await db
    .selectFrom('projects')
    .select(['id', 'retention'])
    .where('retention', 'is not', null)
    .execute();
  let removed = 0;
  for (const { id, retention } of projects) {
    const { every } = JSON.parse(retention!) as Retention;
    const kept = every === null ? sql`false` : sql`number % ${sql.lit(every)} = 0`;
    const { rows } = await sql`
      delete from checkpoints where id in (
        select id from (
          select id, model_id, number, kind, is_best, created_at,
            row_number() over (partition by model_id, kind order by ${BY_EPOCH}) as age,
            row_number() over (partition by model_id, kind, is_best order by ${BY_EPOCH}) as rank
          from checkpoints where model_id in (select id from models where project_id = ${id})
        ) as ranked
        where kind = 'last' and created_at < ${now - GRACE_MS} and age > 1
          and not (is_best = 1 and rank = 1) and not (${kept})
          and not (is_best = 1 and exists (
            select 1 from models as child
            where child.parent_id = ranked.model_id and child.created_at >= ranked.created_at
              and not exists (
                select 1 from checkpoints as later
                where later.model_id = ranked.model_id and later.id <> ranked.id
                  and later.created_at <= child.created_at
                  and (later.kind <> 'last'
                    or (later.is_best = 1 and later.created_at > ranked.created_at))))))
      returning id`.execute(db);
    removed += rows.length;
  }
  return removed;
}
