import { sql } from 'kysely';
import type { Database } from '../database/open-database.ts';

/** A table as the engine describes it. */
export interface TableShape {
  readonly name: string;
  /** In alphabetical order, so that both engines have the same one. */
  readonly columns: readonly string[];
  /** Columns of the primary key, in its order. */
  readonly key: readonly string[];
}

/**
 * What only concerns the processes that run at the moment, what is in `points` as soon as that is
 * read, what SQLite counts along by itself, and the migrator's own.
 */
export const PASSING_TABLES: ReadonlySet<string> = new Set([
  'point_log',
  'model_counts',
  'hub_processes',
  'live_changes',
  'blob_claims',
  'garbage_holds',
  'kysely_migration',
  'kysely_migration_lock',
]);

interface ColumnRow {
  readonly table: string;
  readonly column: string;
  /** Place in the primary key, or below 1. */
  readonly pk: number;
}

interface ReferenceRow {
  readonly child: string;
  readonly parent: string;
}

/** Every table that holds what a hub keeps; those that are referred to come first. */
export async function describeTables(database: Database): Promise<TableShape[]> {
  const [columns, references] = await QUERIES[database.engine](database);
  const names = [...new Set(columns.map(({ table }) => table))]
    .filter((name) => !PASSING_TABLES.has(name))
    .sort();
  const shapes = names.map((name): TableShape => {
    const own = columns.filter(({ table }) => table === name);
    const key = own.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    return {
      name,
      columns: own.map(({ column }) => column).sort(),
      key: key.map(({ column }) => column),
    };
  });
  return parentsFirst(shapes, references);
}

const QUERIES = {
  async sqlite({ db }: Database): Promise<[ColumnRow[], ReferenceRow[]]> {
    const columns = await sql<ColumnRow>`
      select m.name as "table", c.name as "column", c.pk as pk
      from sqlite_master as m join pragma_table_info(m.name) as c
      where m.type = 'table' and m.name not like 'sqlite%'`.execute(db);
    const references = await sql<ReferenceRow>`
      select m.name as child, f."table" as parent
      from sqlite_master as m join pragma_foreign_key_list(m.name) as f
      where m.type = 'table'`.execute(db);
    return [columns.rows, references.rows];
  },
  async postgres({ db }: Database): Promise<[ColumnRow[], ReferenceRow[]]> {
    const columns = await sql<ColumnRow>`
      select c.relname as "table", a.attname as "column",
        coalesce(array_position(i.indkey::int2[], a.attnum), -1) + 1 as pk
      from pg_class as c join pg_attribute as a on a.attrelid = c.oid
        left join pg_index as i on i.indrelid = c.oid and i.indisprimary
      where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
        and a.attnum > 0 and not a.attisdropped`.execute(db);
    const references = await sql<ReferenceRow>`
      select child.relname as child, parent.relname as parent
      from pg_constraint as r join pg_class as child on child.oid = r.conrelid
        join pg_class as parent on parent.oid = r.confrelid
      where r.contype = 'f' and r.connamespace = current_schema()::regnamespace`.execute(db);
    return [columns.rows, references.rows];
  },
} as const;

function parentsFirst(
  shapes: readonly TableShape[],
  references: readonly ReferenceRow[],
): TableShape[] {
  const ordered: TableShape[] = [];
  const left = new Map(shapes.map((shape) => [shape.name, shape]));
  while (left.size > 0) {
    const ready = [...left.values()].filter(({ name }) =>
      references.every(
        ({ child, parent }) => child !== name || parent === name || !left.has(parent),
      ),
    );
    if (ready.length === 0) throw new Error('tables refer to each other in a circle');
    for (const shape of ready) left.delete(shape.name);
    ordered.push(...ready);
  }
  return ordered;
}
