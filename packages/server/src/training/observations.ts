import type { Kysely } from 'kysely';
import type {
  ConsoleChunksTable,
  ModelRecordsTable,
  Schema,
  SystemSamplesTable,
} from '../database/schema.ts';

/** One attempt of a model. */
export interface AttemptKey {
  readonly modelId: string;
  readonly attempt: number;
}

/** A piece of console output, numbered by the trainer from 1. */
export interface ConsoleChunk {
  readonly chunk: number;
  readonly text: string;
}

/** Longest piece of console output that is kept, in characters; the rest of it is cut off. */
const MAX_CHUNK = 256 * 1024;

/** Rows per statement: SQLite takes at most 32,766 parameters, a row has up to five. */
const ROWS_PER_STATEMENT = 5000;

/** Keeps a piece of console output. The same piece again replaces itself; order does not matter. */
export function keepConsole(
  db: Kysely<Schema>,
  { modelId, attempt }: AttemptKey,
  { chunk, text }: ConsoleChunk,
): Promise<void> {
  return keepConsoleRows(db, [{ model_id: modelId, attempt, chunk, text, at: Date.now() }]);
}

/** Keeps a sample of the machine's figures. @param at milliseconds since 1970 */
export function keepSystemSample(
  db: Kysely<Schema>,
  { modelId, attempt }: AttemptKey,
  at: number,
  sample: object,
): Promise<void> {
  const row = { model_id: modelId, attempt, at, sample: JSON.stringify(sample) };
  return keepSystemRows(db, [row]);
}

/** Keeps a fact about an attempt: `environment`, `results`, `plots`, … The last one of a kind wins. */
export function keepRecord(
  db: Kysely<Schema>,
  { modelId, attempt }: AttemptKey,
  kind: string,
  record: unknown,
): Promise<void> {
  const json = JSON.stringify(record);
  return keepRecordRows(db, [{ model_id: modelId, attempt, kind, record: json, at: Date.now() }]);
}

/** Keeps many pieces at once; of two with one number the later one counts. */
export async function keepConsoleRows(
  db: Kysely<Schema>,
  rows: readonly ConsoleChunksTable[],
): Promise<void> {
  const cut = rows.map((row) =>
    row.text.length > MAX_CHUNK ? { ...row, text: row.text.slice(0, MAX_CHUNK) } : row,
  );
  for (const some of statements(cut, (row) => row.chunk)) {
    await db
      .insertInto('console_chunks')
      .values(some)
      .onConflict((conflict) =>
        conflict
          .columns(['model_id', 'attempt', 'chunk'])
          .doUpdateSet((eb) => ({ text: eb.ref('excluded.text') })),
      )
      .execute();
  }
}

/** Keeps many samples at once; of two at one moment the later one counts. */
export async function keepSystemRows(
  db: Kysely<Schema>,
  rows: readonly SystemSamplesTable[],
): Promise<void> {
  for (const some of statements(rows, (row) => row.at)) {
    await db
      .insertInto('system_samples')
      .values(some)
      .onConflict((conflict) =>
        conflict
          .columns(['model_id', 'attempt', 'at'])
          .doUpdateSet((eb) => ({ sample: eb.ref('excluded.sample') })),
      )
      .execute();
  }
}

/** Keeps many facts at once; of two of one kind the later one counts. */
export async function keepRecordRows(
  db: Kysely<Schema>,
  rows: readonly ModelRecordsTable[],
): Promise<void> {
  for (const some of statements(rows, (row) => row.kind)) {
    await db
      .insertInto('model_records')
      .values(some)
      .onConflict((conflict) =>
        conflict
          .columns(['model_id', 'attempt', 'kind'])
          .doUpdateSet((eb) => ({ record: eb.ref('excluded.record'), at: eb.ref('excluded.at') })),
      )
      .execute();
  }
}

/** Rows for one statement each. PostgreSQL refuses one that would write the same row twice. */
function* statements<Row extends { model_id: string; attempt: number }>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | number,
): Generator<Row[], void> {
  const byKey = new Map(
    rows.map((row) => [`${row.model_id}/${row.attempt}/${keyOf(row)}`, row] as const),
  );
  const once = [...byKey.values()];
  for (let at = 0; at < once.length; at += ROWS_PER_STATEMENT) {
    yield once.slice(at, at + ROWS_PER_STATEMENT);
  }
}
