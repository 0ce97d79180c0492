import { sql } from 'kysely';
import type { Database } from '../../database/open-database.ts';
import type { Findings } from './findings.ts';

/** Asks the engine about itself. PostgreSQL keeps references whole, and its pages by checksums. */
export async function checkDatabase({ db, engine }: Database, findings: Findings): Promise<void> {
  if (engine === 'postgres') return;
  const { rows: damages } = await sql<{ quick_check: string }>`
    select quick_check from pragma_quick_check limit 100`.execute(db);
  for (const { quick_check: what } of damages) {
    if (what !== 'ok') findings.add({ kind: 'database', what, fixed: false });
  }
  const { rows: dangling } = await sql<{ child: string; parent: string; count: number }>`
    select "table" as child, parent, count(*) as count from pragma_foreign_key_check
    group by 1, 2`.execute(db);
  for (const { child, parent, count } of dangling) {
    const what = `${count} rows of ${child} refer to rows of ${parent} that are not there`;
    findings.add({ kind: 'database', what, fixed: false });
  }
}
