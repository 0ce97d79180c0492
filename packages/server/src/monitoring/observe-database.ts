import type { DatabaseConnection, Dialect, Driver, LogEvent } from 'kysely';
import type { DatabaseObserver } from '../database/open-database.ts';
import type { Monitor } from './monitor.ts';
import type { SpanUnderWay } from './tracing.ts';
import { withMembers } from './with-members.ts';

interface Open {
  readonly began: number;
  readonly span: SpanUnderWay | undefined;
}

/** Times queries and transactions, and traces the latter. */
export function observeDatabase(monitor: Monitor): DatabaseObserver {
  return {
    query: ({ query, queryDurationMillis }: LogEvent) => {
      monitor.queries.note(queryDurationMillis, kindOf(query.query.kind));
    },
    dialect: (dialect) =>
      ({
        createAdapter: () => dialect.createAdapter(),
        createQueryCompiler: () => dialect.createQueryCompiler(),
        createIntrospector: (db) => dialect.createIntrospector(db),
        createDriver: () => observeDriver(dialect.createDriver(), monitor),
      }) satisfies Dialect,
  };
}

/** A transaction occupies a connection from its begin to its commit or rollback. */
function observeDriver(driver: Driver, monitor: Monitor): Driver {
  const open = new WeakMap<DatabaseConnection, Open>();
  const end = (connection: DatabaseConnection, outcome: 'commit' | 'rollback') => {
    const transaction = open.get(connection);
    if (!transaction) return;
    open.delete(connection);
    monitor.transactions.note(performance.now() - transaction.began, outcome);
    transaction.span?.end(outcome === 'commit');
  };
  const observed: Partial<Driver> = {
    beginTransaction: async (connection, settings) => {
      open.set(connection, {
        began: performance.now(),
        span: monitor.tracing?.start('database transaction'),
      });
      await driver.beginTransaction(connection, settings);
    },
    commitTransaction: async (connection) => {
      await driver.commitTransaction(connection);
      end(connection, 'commit');
    },
    rollbackTransaction: async (connection) => {
      try {
        await driver.rollbackTransaction(connection);
      } finally {
        end(connection, 'rollback');
      }
    },
  };
  return withMembers(driver, observed);
}

function kindOf(node: string): string {
  return /^(Select|Insert|Update|Delete)QueryNode$/.exec(node)?.[1]?.toLowerCase() ?? 'other';
}
