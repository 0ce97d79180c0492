import type { FastifyInstance } from 'fastify';
import type { Database } from '../database/open-database.ts';

/** How long answers wait at most, in milliseconds: to look for them takes some microseconds. */
const EVERY_MS = 0.5;

/**
 * Has what the database has answered heard between two requests that came at the same moment. A
 * thousand of them are one turn of the loop, a tenth of a second, and a transaction of five
 * statements would wait for five such turns, with all that wait for it.
 */
export function hearBetweenRequests(app: FastifyInstance, database: Pick<Database, 'hear'>): void {
  let heardAt = 0;
  app.addHook('onRequest', (_request, _reply, done) => {
    const now = performance.now();
    if (now - heardAt >= EVERY_MS) {
      heardAt = now;
      database.hear?.();
    }
    done();
  });
}
