import { randomBytes } from 'node:crypto';
import pg from 'pg';

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

/** Makes an empty database. */
export async function freshDatabase(server: string): Promise<FreshDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => administer(server, `drop database if exists ${name} with (force)`),
  };
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
