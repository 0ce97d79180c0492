import { testServer } from '../../test-support/postgres/fresh-database.ts';
import { databaseConformance } from './database.conformance.ts';

if (testServer() === undefined) {
  databaseConformance('SQLite', { severalWriters: false, keepsNul: true });
} else {
  databaseConformance('PostgreSQL', { severalWriters: true, keepsNul: false });
}
