import type { NumberColumns, NumberReader } from '../number-reader.ts';

/** Puts the values of PostgreSQL's rows into columns. */
export const readNumbers: NumberReader = async (db, statement, names) => {
  type Name = (typeof names)[number];
  const { rows } = await db.executeQuery<Record<Name, number | null>>(statement);
  const columns = names.map((name) => [
    name,
    Float64Array.from(rows, (row) => row[name] ?? Number.NaN),
  ]);
  return Object.fromEntries(columns) as NumberColumns<Name>;
};
