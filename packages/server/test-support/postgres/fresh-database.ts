import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { openDatabase } from '../../src/database/open-database.ts';

/** Names the server that tests use PostgreSQL on; without it they use SQLite. */
export const SERVER_VARIABLE = 'TRAINYARD_TEST_POSTGRES';

/** A database of its own on the tests' PostgreSQL. */
export interface FreshDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** The address of the tests' PostgreSQL, or undefined where they use SQLite. */
export function testServer(): string | undefined {
  return process.env[SERVER_VARIABLE];
}

/** Has the hub's schema and nothing else; copying it is faster than making that again. */
const TEMPLATE = 'trainyard_migrated';

/** Makes what {@link freshDatabase} copies, once for a server. */
export async function prepareServer(server: string): Promise<void> {
  await administer(server, `create database ${TEMPLATE}`);
  const database = await openDatabase({ engine: 'postgres', url: urlOf(server, TEMPLATE) });
  await database.close();
}

/** Makes a database without any content, or without even a schema (`bare`). */
export async function freshDatabase(
  server: string,
  { bare = false }: { bare?: boolean } = {},
): Promise<FreshDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(server, `create database ${name}${bare ? '' : ` template ${TEMPLATE}`}`);
  return {
    url: urlOf(server, name),
    drop: () => administer(server, `drop database if exists ${name} with (force)`),
  };
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs one statement on a connection of its own. */
export async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
