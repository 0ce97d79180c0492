import { HubError } from '@trainyard/protocol';
import type { Transaction } from 'kysely';
import { type BatchOutcome, GroupCommit } from '../database/group-commit.ts';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import type { LiveBus } from '../live/live-bus.ts';
import { stateAfterSql } from './model-state.ts';
import {
  type AttemptKey,
  type ConsoleChunk,
  keepConsoleRows,
  keepRecordRows,
  keepSystemRows,
} from './observations.ts';

/** Progress bars: a record that changes every few seconds, and belongs to the console. */
const LIVE_RECORD = 'progress';

/** One call: what was observed of one attempt beside its metrics. */
export interface Observed extends AttemptKey {
  readonly console?: ConsoleChunk | undefined;
  readonly system?: object | undefined;
  /** Facts by kind, e.g. `environment`. */
  readonly records?: Readonly<Record<string, unknown>> | undefined;
  /** Counts as a sign of life under this name; undefined for what comes from a run of before. */
  readonly heardAs: string | undefined;
}

/**
 * Takes in console output, system samples and facts. As with metrics, calls that wait at the same
 * moment share one transaction, and each is answered after the commit.
 */
export class ObservationIngest {
  readonly #commit: GroupCommit<Observed, undefined>;
  readonly #live: LiveBus;

  constructor(database: Database, live: LiveBus) {
    this.#live = live;
    this.#commit = new GroupCommit(database, {
      write: (trx, calls) => writeObserved(database, trx, calls),
    });
  }

  /** How many calls wait for a transaction. */
  get waiting(): number {
    return this.#commit.waiting;
  }

  /** @throws HubError not_found when the model is gone; storage_full */
  async add(observed: Observed): Promise<void> {
    await this.#commit.add(observed);
    const { modelId, console, system, records } = observed;
    if (console || records?.[LIVE_RECORD]) this.#live.publish({ type: 'console', modelId });
    if (system) this.#live.publish({ type: 'system', modelId });
    const facts = Object.keys(records ?? {}).filter((kind) => kind !== LIVE_RECORD);
    if (facts.length > 0) this.#live.publish({ type: 'model', modelId });
  }
}

async function writeObserved(
  { locks }: Database,
  trx: Transaction<Schema>,
  calls: readonly Observed[],
): Promise<BatchOutcome<undefined>> {
  // In one order, since another process may have a batch of the same models.
  await locks.models(trx, new Set(calls.map(({ modelId }) => modelId)));
  const known = await hear(trx, calls);
  const at = Date.now();
  const there = calls.filter((call) => known.has(call.modelId));
  await keepConsoleRows(
    trx,
    there.flatMap(({ console, ...call }) => (console ? [{ ...row(call, at), ...console }] : [])),
  );
  await keepSystemRows(
    trx,
    there.flatMap(({ system, ...call }) =>
      system ? [{ ...row(call, at), sample: JSON.stringify(system) }] : [],
    ),
  );
  await keepRecordRows(
    trx,
    there.flatMap(({ records = {}, ...call }) =>
      Object.entries(records).map(([kind, record]) => ({
        ...row(call, at),
        kind,
        record: JSON.stringify(record),
      })),
    ),
  );
  return {
    results: calls.map((call) =>
      known.has(call.modelId) ? undefined : new HubError('not_found'),
    ) as (undefined | Error)[],
  };
}

function row({ modelId, attempt }: AttemptKey, at: number) {
  return { model_id: modelId, attempt, at };
}

/** Marks the batch's models as heard, and says which of them there are. */
async function hear(trx: Transaction<Schema>, calls: readonly Observed[]): Promise<Set<string>> {
  const heardAs = new Map<string, string | undefined>();
  for (const call of calls) heardAs.set(call.modelId, call.heardAs ?? heardAs.get(call.modelId));
  const byName = Map.groupBy(heardAs.keys(), (id) => heardAs.get(id));
  const known = new Set<string>();
  for (const [name, ids] of byName) {
    const rows = await (name === undefined
      ? trx.selectFrom('models').select('id').where('id', 'in', ids).execute()
      : trx
          .updateTable('models')
          .set({
            state: stateAfterSql('heard'),
            last_heard_at: Date.now(),
            last_heard: name,
            disconnected_at: null,
          })
          .where('id', 'in', ids)
          .returning('id')
          .execute());
    for (const { id } of rows) known.add(id);
  }
  return known;
}
