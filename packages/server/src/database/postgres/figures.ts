import { CompiledQuery } from 'kysely';
import { type FigureWriter, mergeFiguresSql } from '../figure-writer.ts';

const MERGE = mergeFiguresSql(`SELECT * FROM unnest($1::text[], $2::text[], $3::int4[], $4::int4[],
  $5::float8[], $6::int8[], $7::float8[], $8::int8[], $9::float8[], $10::float8[], $11::int8[])`);

/** Writes figures as one array a column. */
export const mergeFigures: FigureWriter = async (db, { columns, values, texts }) => {
  const rows = values.length / columns;
  const column = <Value>(all: ArrayLike<Value>, at: number, of: number): Value[] =>
    Array.from({ length: rows }, (_, row) => all[row * of + at]!);
  const numbers = Array.from({ length: columns }, (_, at) =>
    column(values, at, columns).map((value) => (Number.isNaN(value) ? null : value)),
  );
  const names = [column(texts, 0, 2), column(texts, 1, 2)];
  await db.executeQuery(CompiledQuery.raw(MERGE, [...names, ...numbers]));
};
