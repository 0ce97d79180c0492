import { CompiledQuery } from 'kysely';
import type { AtOnceWriter, WholeTransaction } from '../at-once.ts';

/** Stands in the place of a statement's parameters, and makes a whole transaction of it. */
export class AtOnce {
  readonly points: Float64Array;
  readonly parameters: readonly unknown[];
  readonly expected: number;

  constructor({ points, statement, expected }: WholeTransaction) {
    this.points = points.values.slice();
    this.parameters = statement.parameters;
    this.expected = expected;
  }
}

/** Sends the transaction to SQLite's thread as one message. */
export const writeAtOnce: AtOnceWriter = async <Row>(
  db: Parameters<AtOnceWriter>[0],
  transaction: WholeTransaction,
) => {
  const { sql } = transaction.statement;
  const whole = CompiledQuery.raw(sql, [new AtOnce(transaction)]);
  const { rows } = await db.executeQuery<Row>(whole);
  return rows.length === transaction.expected ? rows : undefined;
};
