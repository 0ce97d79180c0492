import { sql } from 'kysely';
import type { RowLocks } from '../row-locks.ts';

export const rowLocks: RowLocks = {
  async models(trx, ids) {
    // Rows that refer to the model may still be added by others: `for no key update`.
    await sql`select id from models where id = any(${[...ids]}::text[])
      order by id for no key update`.execute(trx);
  },
  async name(trx, name) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx);
  },
};
