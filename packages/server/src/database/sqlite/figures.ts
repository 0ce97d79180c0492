import { CompiledQuery } from 'kysely';
import { FIGURE_COLUMNS, type FigureWriter, mergeFiguresSql } from '../figure-writer.ts';

const MERGE = mergeFiguresSql(`VALUES (?, ?, ${FIGURE_COLUMNS.map(() => '?').join(', ')})`);

/** Writes figures by the worker's row loop. */
export const mergeFigures: FigureWriter = async (db, batch) => {
  await db.executeQuery(CompiledQuery.raw(MERGE, [batch]));
};
