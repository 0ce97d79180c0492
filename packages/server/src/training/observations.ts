import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

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

/** Keeps a piece of console output. The same piece again replaces itself; order does not matter. */
export async function keepConsole(
  db: Kysely<Schema>,
  { modelId, attempt }: AttemptKey,
  { chunk, text }: ConsoleChunk,
): Promise<void> {
  const kept = text.length > MAX_CHUNK ? text.slice(0, MAX_CHUNK) : text;
  await db
    .insertInto('console_chunks')
    .values({ model_id: modelId, attempt, chunk, text: kept, at: Date.now() })
    .onConflict((conflict) =>
      conflict.columns(['model_id', 'attempt', 'chunk']).doUpdateSet({ text: kept }),
    )
    .execute();
}

/** Keeps a sample of the machine's figures. @param at milliseconds since 1970 */
export async function keepSystemSample(
  db: Kysely<Schema>,
  { modelId, attempt }: AttemptKey,
  at: number,
  sample: object,
): Promise<void> {
  const json = JSON.stringify(sample);
  await db
    .insertInto('system_samples')
    .values({ model_id: modelId, attempt, at, sample: json })
    .onConflict((conflict) =>
      conflict.columns(['model_id', 'attempt', 'at']).doUpdateSet({ sample: json }),
    )
    .execute();
}

/** Keeps a fact about an attempt: `environment`, `results`, `plots`, … The last one of a kind wins. */
export async function keepRecord(
  db: Kysely<Schema>,
  { modelId, attempt }: AttemptKey,
  kind: string,
  record: unknown,
): Promise<void> {
  const json = JSON.stringify(record);
  const at = Date.now();
  await db
    .insertInto('model_records')
    .values({ model_id: modelId, attempt, kind, record: json, at })
    .onConflict((conflict) =>
      conflict.columns(['model_id', 'attempt', 'kind']).doUpdateSet({ record: json, at }),
    )
    .execute();
}
