import type { ConsoleQuery, ConsoleReply, SystemQuery, SystemReply } from '@trainyard/protocol';
import { sql } from 'kysely';
import type { Caller } from '../accounts/caller.ts';
import type { Database } from '../database/open-database.ts';
import { getModel } from './models.ts';

const DEFAULT_PIECES = 200;
const DEFAULT_SAMPLES = 500;

/** The newest console output of a model, or what lies around a piece. @throws HubError not_found */
export async function readConsole(
  database: Database,
  caller: Caller,
  modelId: string,
  query: ConsoleQuery,
): Promise<ConsoleReply> {
  const model = await getModel(database, caller, modelId);
  const known = await database.db
    .selectFrom('console_chunks')
    .select('attempt')
    .where('model_id', '=', modelId)
    .groupBy('attempt')
    .orderBy('attempt')
    .execute();
  const attempts = known.map((row) => row.attempt);
  const attempt = query.attempt ?? attempts.at(-1) ?? model.attempt;
  const limit = query.limit ?? DEFAULT_PIECES;
  const forwards = query.after !== undefined;
  let pieces = database.db
    .selectFrom('console_chunks')
    .select(['chunk', 'at', 'text'])
    .where('model_id', '=', modelId)
    .where('attempt', '=', attempt);
  if (query.after !== undefined) pieces = pieces.where('chunk', '>', query.after);
  if (query.before !== undefined) pieces = pieces.where('chunk', '<', query.before);
  const rows = await pieces
    .orderBy('chunk', forwards ? 'asc' : 'desc')
    .limit(limit + 1)
    .execute();
  const more = rows.length > limit;
  if (more) rows.pop();
  if (!forwards) rows.reverse();
  return {
    attempt,
    attempts,
    items: rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() })),
    more,
    progress: await readProgress(database, modelId, attempt),
  };
}

/** The `progress` record: a text for each bar that is under way. */
async function readProgress({ db }: Database, modelId: string, attempt: number): Promise<string[]> {
  const row = await db
    .selectFrom('model_records')
    .select('record')
    .where('model_id', '=', modelId)
    .where('attempt', '=', attempt)
    .where('kind', '=', 'progress')
    .executeTakeFirst();
  const bars: unknown = row && JSON.parse(row.record);
  if (typeof bars !== 'object' || bars === null) return [];
  return Object.values(bars)
    .filter((bar) => typeof bar === 'string' && bar.trim() !== '')
    .map(String);
}

/** Samples of the machine, evenly chosen over the attempt. @throws HubError not_found */
export async function readSystem(
  database: Database,
  caller: Caller,
  modelId: string,
  query: SystemQuery,
): Promise<SystemReply> {
  const model = await getModel(database, caller, modelId);
  const attempt = query.attempt ?? model.attempt;
  const limit = query.limit ?? DEFAULT_SAMPLES;
  const numbered = database.db
    .selectFrom('system_samples')
    .select(['at', 'sample'])
    .select(sql<number>`row_number() over (order by at)`.as('place'))
    .select(sql<number>`count(*) over ()`.as('total'))
    .where('model_id', '=', modelId)
    .where('attempt', '=', attempt)
    .as('numbered');
  const rows = await database.db
    .selectFrom(numbered)
    .select(['at', 'sample', sql<number>`cast(total as integer)`.as('total')])
    // The last sample is always among them: it is the one that people look for.
    .where(sql<boolean>`(total - place) % ((total + ${limit} - 1) / ${limit}) = 0`)
    .orderBy('at')
    .execute();
  return {
    attempt,
    items: rows.map((row) => ({ at: row.at, sample: JSON.parse(row.sample) })),
    total: rows[0]?.total ?? 0,
  };
}
