import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openDatabase } from '../../../../server/src/database/open-database.ts';

/** Rows in one statement: SQLite takes at most 32,766 parameters. */
const AT_ONCE = 500;

/**
 * Adds many models like the one that is there to the data of a hub that does not run. One in a
 * thousand has failed: `many-00500` and so on.
 */
export async function seedModels(data: string, count: number): Promise<void> {
  const { db, close } = await openDatabase({ engine: 'sqlite', file: join(data, 'trainyard.db') });
  try {
    const template = await db.selectFrom('models').selectAll().executeTakeFirstOrThrow();
    for (let from = 0; from < count; from += AT_ONCE) {
      const rows = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => {
        const name = `many-${String(from + index).padStart(5, '0')}`;
        const createdAt = template.created_at + 1 + from + index;
        const state = (from + index) % 1000 === 500 ? 'failed' : template.state;
        return {
          ...template,
          id: randomBytes(10).toString('hex'),
          name,
          slug: name,
          state,
          told_state: state,
          created_at: createdAt,
        };
      });
      await db.insertInto('models').values(rows).execute();
    }
  } finally {
    await close();
  }
}
