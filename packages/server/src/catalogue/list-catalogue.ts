import type {
  CatalogueQuery,
  DatasetDetail,
  DatasetPage,
  DatasetRow,
  ProjectPage,
  ProjectRow,
  TrashPage,
} from '@trainyard/protocol';
import { sql } from 'kysely';
import { type Caller, requireAccount } from '../accounts/caller.ts';
import { isOwner } from '../accounts/sharing-rules.ts';
import type { DownloadLinks } from '../blobs/download-links.ts';
import type { Database } from '../database/open-database.ts';
import type { DatasetsTable, ProjectsTable } from '../database/schema.ts';
import type { DatasetSummary } from '../datasets/archive/dataset-summary.ts';
import { getDataset } from '../datasets/datasets.ts';
import type { Origin } from '../origin.ts';
import { getProject } from '../projects/projects.ts';
import { pathOf } from '../training/read-model.ts';

const DEFAULT_LIMIT = 50;

/** One page of the caller's projects, by name. @throws HubError not_signed_in */
export async function listProjects(
  database: Database,
  caller: Caller,
  query: CatalogueQuery,
): Promise<ProjectPage> {
  const { rows, total } = await listByName(database, 'projects', caller, query);
  return { items: await projectRows(database, caller, rows), total };
}

/** @throws HubError not_found */
export async function readProject(
  database: Database,
  caller: Caller,
  id: string,
): Promise<ProjectRow> {
  const rows = await projectRows(database, caller, [await getProject(database, caller, id)]);
  return rows[0]!;
}

/** One page of the caller's datasets, by name. @throws HubError not_signed_in */
export async function listDatasets(
  database: Database,
  caller: Caller,
  query: CatalogueQuery,
): Promise<DatasetPage> {
  const { rows, total } = await listByName(database, 'datasets', caller, query);
  const counts = await countModels(database, 'dataset_id', rows);
  return { items: rows.map((row) => datasetRow(caller, row, counts)), total };
}

/** @throws HubError not_found */
export async function readDataset(
  { database, links, origin }: { database: Database; links: DownloadLinks; origin: Origin },
  caller: Caller,
  id: string,
): Promise<DatasetDetail> {
  const row = await getDataset(database, caller, id);
  const counts = await countModels(database, 'dataset_id', [row]);
  const summary = summaryOf(row);
  const ready = row.blob_hash !== null && row.file_name !== null;
  return {
    ...datasetRow(caller, row, counts),
    classNames: [...(summary?.names ?? [])],
    splits: Object.entries(summary?.splits ?? {}).flatMap(([name, split]) =>
      split ? [{ name, ...split, perClass: [...split.perClass] }] : [],
    ),
    problemsFound: (summary?.problems.list ?? []).slice(0, 200),
    sha256: row.blob_hash,
    url: ready ? pathOf(links.dataset(row.id, row.blob_hash!, row.file_name!), origin) : null,
  };
}

/** One page of what the caller has thrown away, the latest first. @throws HubError not_signed_in */
export async function listTrash(
  { db }: Database,
  caller: Caller,
  { offset = 0, limit = DEFAULT_LIMIT, q }: CatalogueQuery,
): Promise<TrashPage> {
  const { userId } = requireAccount(caller, 'read');
  const of = (table: 'models' | 'projects' | 'datasets', kind: string) =>
    sql`select ${sql.lit(kind)} as kind, id, name, deleted_at from ${sql.table(table)}
      where owner_id = ${userId} and deleted_at > 0 and lower(name) like ${like(q)} escape '\\'`;
  const all = sql`(${of('models', 'model')} union all ${of('projects', 'project')}
    union all ${of('datasets', 'dataset')}) as trash`;
  const { rows: counted } = await sql<{ total: number }>`
    select cast(count(*) as integer) as total from ${all}`.execute(db);
  const { rows } = await sql<{
    kind: 'model' | 'project' | 'dataset';
    id: string;
    name: string;
    deleted_at: number;
  }>`select * from ${all} order by deleted_at desc, id limit ${limit} offset ${offset}`.execute(db);
  const items = rows.map(({ kind, id, name, deleted_at: at }) => ({
    kind,
    id,
    name,
    deletedAt: new Date(at).toISOString(),
  }));
  return { items, total: counted[0]!.total };
}

async function listByName<Name extends 'projects' | 'datasets'>(
  { db }: Database,
  table: Name,
  caller: Caller,
  { offset = 0, limit = DEFAULT_LIMIT, q }: CatalogueQuery,
) {
  const { userId } = requireAccount(caller, 'read');
  const matching = db
    .selectFrom(table as 'datasets')
    .where('owner_id', '=', userId)
    .where('deleted_at', 'is', null)
    .where(sql<boolean>`lower(name) like ${like(q)} escape '\\'`);
  const { total } = await matching
    .select(sql<number>`cast(count(*) as integer)`.as('total'))
    .executeTakeFirstOrThrow();
  const rows = await matching
    .selectAll()
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .offset(offset)
    .limit(limit)
    .execute();
  type Row = Name extends 'projects' ? ProjectsTable : DatasetsTable;
  return { rows: rows as unknown as Row[], total };
}

function like(q: string | undefined): string {
  return `%${(q ?? '').toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
}

interface Counts {
  readonly models: number;
  readonly training: number;
}

async function countModels(
  { db }: Database,
  column: 'project_id' | 'dataset_id',
  rows: readonly { readonly id: string }[],
): Promise<ReadonlyMap<string | null, Counts>> {
  if (rows.length === 0) return new Map();
  const counts = await db
    .selectFrom('models')
    .select([
      column,
      sql<number>`cast(count(*) as integer)`.as('models'),
      sql<number>`cast(sum(case when state = 'training' then 1 else 0 end) as integer)`.as(
        'training',
      ),
    ])
    .where(
      column,
      'in',
      rows.map((row) => row.id),
    )
    .where('deleted_at', 'is', null)
    .groupBy(column)
    .execute();
  return new Map(counts.map((row) => [row[column], row]));
}

async function projectRows(
  database: Database,
  caller: Caller,
  rows: readonly ProjectsTable[],
): Promise<ProjectRow[]> {
  const counts = await countModels(database, 'project_id', rows);
  return rows.map((row) => ({
    ...shared(caller, row),
    models: counts.get(row.id)?.models ?? 0,
    training: counts.get(row.id)?.training ?? 0,
  }));
}

function datasetRow(
  caller: Caller,
  row: DatasetsTable,
  counts: ReadonlyMap<string | null, Counts>,
): DatasetRow {
  const summary = summaryOf(row);
  const splits = Object.values(summary?.splits ?? {});
  return {
    ...shared(caller, row),
    models: counts.get(row.id)?.models ?? 0,
    ready: row.blob_hash !== null,
    task: row.task,
    size: row.size,
    images: summary ? splits.reduce((sum, split) => sum + (split?.images ?? 0), 0) : null,
    classes: summary ? summary.names.length : null,
    problems: summary ? summary.problems.total : null,
  };
}

function summaryOf(row: DatasetsTable): DatasetSummary | undefined {
  return row.summary === null ? undefined : (JSON.parse(row.summary) as DatasetSummary);
}

function shared(caller: Caller, row: ProjectsTable | DatasetsTable) {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    visibility: row.visibility,
    mine: isOwner(caller, row),
    createdAt: new Date(row.created_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
  };
}
