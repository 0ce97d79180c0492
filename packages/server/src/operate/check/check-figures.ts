import type { Kysely } from 'kysely';
import type { Database } from '../../database/open-database.ts';
import type { Schema } from '../../database/schema.ts';
import { lockModel } from '../../training/lock-model.ts';
import { rebuildFigures } from '../../training/rebuild-figures.ts';
import type { OnOperateProgress } from '../progress.ts';
import type { Findings } from './findings.ts';

/** Figures follow the metrics by a moment: models heard lately are left out, in milliseconds. */
const LATELY_MS = 60 * 1000;
const PAGE = 200;

/** Undoes the transaction that it is thrown in. */
class Undo extends Error {}

/** Makes each model's figures anew, and compares them with those that lists show. */
export async function checkFigures(
  database: Database,
  findings: Findings,
  fix: boolean,
  onProgress: OnOperateProgress,
  now = Date.now(),
): Promise<void> {
  let done = 0;
  for await (const id of quietModels(database.db, now - LATELY_MS)) {
    if (!(await isRight(database, id, fix)))
      findings.add({ kind: 'figures', what: id, fixed: fix });
    onProgress({ what: 'figures', done: ++done, unit: 'rows' });
  }
}

async function isRight(database: Database, id: string, fix: boolean): Promise<boolean> {
  let right = true;
  try {
    await database.db.transaction().execute(async (trx) => {
      await lockModel(trx, id);
      const before = await figuresOf(trx, id);
      await trx.deleteFrom('model_figures').where('model_id', '=', id).execute();
      await rebuildFigures(database, trx, id);
      right = before === (await figuresOf(trx, id));
      if (right || !fix) throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
  return right;
}

async function figuresOf(db: Kysely<Schema>, id: string): Promise<string> {
  const rows = await db
    .selectFrom('model_figures')
    .selectAll()
    .where('model_id', '=', id)
    .execute();
  // Of several steps with the same value any may stand there: which came first decides.
  const texts = rows.map(({ min_step, max_step, ...row }) =>
    JSON.stringify(Object.entries(row).sort()),
  );
  return texts.sort().join('\n');
}

async function* quietModels(db: Kysely<Schema>, before: number): AsyncGenerator<string, void> {
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('models')
      .select('id')
      .where('id', '>', after)
      .where('last_heard_at', '<', before)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    yield* rows.map(({ id }) => id);
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.id;
  }
}
