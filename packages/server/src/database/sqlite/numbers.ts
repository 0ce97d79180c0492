import { CompiledQuery } from 'kysely';
import type { NumberColumns, NumberReader } from '../number-reader.ts';
import type { PackedRows } from './packed-rows.ts';

/** Stands in the place of a statement's parameters, and has its rows stay packed. */
export class AsPacked {
  readonly parameters: readonly unknown[];

  constructor(parameters: readonly unknown[]) {
    this.parameters = parameters;
  }
}

/** Takes the columns as SQLite's thread has sent them. */
export const readNumbers: NumberReader = async <Name extends string>(
  db: Parameters<NumberReader>[0],
  { sql, parameters }: CompiledQuery,
  names: readonly Name[],
) => {
  const packed = CompiledQuery.raw(sql, [new AsPacked(parameters)]);
  const { rows } = await db.executeQuery<PackedRows>(packed);
  const { names: all, columns } = rows[0]!;
  const found = names.map((name) => [name, columns[all.indexOf(name)]]);
  return Object.fromEntries(found) as NumberColumns<Name>;
};
