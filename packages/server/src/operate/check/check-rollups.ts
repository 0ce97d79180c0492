import { sql } from 'kysely';
import type { Database } from '../../database/open-database.ts';
import type { OnOperateProgress } from '../progress.ts';
import type { Findings } from './findings.ts';

interface RolledSeries {
  readonly id: number;
  readonly model_id: string;
  readonly name: string;
  readonly rolled_to: number;
}

/** Compares every rollup with the points that it stands for. */
export async function checkRollups(
  database: Database,
  findings: Findings,
  fix: boolean,
  onProgress: OnOperateProgress,
): Promise<void> {
  const { db } = database;
  const all = await db
    .selectFrom('series')
    .select(['id', 'model_id', 'name', 'rolled_to'])
    .where('rolled_to', '>', 0)
    .execute();
  for (const [index, series] of all.entries()) {
    onProgress({ what: 'rollups', done: index + 1, total: all.length, unit: 'rows' });
    if (await isRight(database, series)) continue;
    if (fix) await forgetRollups(database, series);
    findings.add({
      kind: 'rollups',
      what: `${series.name} of model ${series.model_id}`,
      fixed: fix,
    });
  }
}

async function isRight({ db }: Database, { id, rolled_to }: RolledSeries): Promise<boolean> {
  const levels = await db
    .selectFrom('rollups')
    .select('exponent')
    .where('series_id', '=', id)
    .distinct()
    .execute();
  if (levels.length === 0) return false;
  for (const { exponent } of levels) {
    const length = sql.lit(2 ** exponent);
    const until = sql.lit(Math.floor(rolled_to / 2 ** exponent) * 2 ** exponent);
    const { rows } = await sql<{ wrong: number }>`
      select cast(count(*) as integer) as wrong from (
        select step / ${length} as block, min(step) as step, min(at) as at, min(value) as low,
          max(value) as high, sum(case when special = 0 then 0 else 1 end) as odd
        from points where series_id = ${id} and step < ${until} group by 1) as p
      full join (select * from rollups where series_id = ${id} and exponent = ${exponent}) as r
        on r.block = p.block
      where r.block is null or p.block is null or r.step <> p.step or r.at <> p.at
        or r.odd <> p.odd or r.low is distinct from p.low or r.high is distinct from p.high`.execute(
      db,
    );
    if (rows[0]!.wrong > 0) return false;
  }
  return true;
}

/** Without rollups charts read the points; a hub makes new ones when it is next asked for one. */
async function forgetRollups({ db }: Database, { id, model_id }: RolledSeries): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // The ingest and the keeper of rollups change this row first: they wait for the commit.
    await trx
      .updateTable('models')
      .set((eb) => ({ rolled_to: eb.ref('rolled_to') }))
      .where('id', '=', model_id)
      .execute();
    await trx.deleteFrom('rollups').where('series_id', '=', id).execute();
    await trx.updateTable('series').set({ rolled_to: 0 }).where('id', '=', id).execute();
  });
}
