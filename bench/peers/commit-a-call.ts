import { DatabaseSync } from 'node:sqlite';
import Fastify from 'fastify';

/**
 * What one commit a call reaches: the bare server, which stores each call's points in a transaction
 * of its own, as durably as the hub does.
 * Usage: node bench/peers/commit-a-call.ts PORT FILE
 */
const database = new DatabaseSync(process.argv[3]!);
database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE points (series TEXT NOT NULL, step INTEGER NOT NULL, value REAL, at INTEGER NOT NULL,
    PRIMARY KEY (series, step)) WITHOUT ROWID`);
const insert = database.prepare(
  'INSERT INTO points VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
);

const app = Fastify({ bodyLimit: 16 * 1024 * 1024 });
app.get('/healthz', () => ({ ok: true }));
app.post<{ Params: { id: string } }>('/v1/models/:id', ({ params, body }) => {
  const { metrics } = body as { metrics: Record<string, string> };
  const now = Date.now();
  database.exec('BEGIN IMMEDIATE');
  for (const [epoch, values] of Object.entries(metrics)) {
    for (const [name, value] of Object.entries(JSON.parse(values) as Record<string, number>)) {
      insert.run(`${params.id}/${name}`, Number(epoch), value, now);
    }
  }
  database.exec('COMMIT');
  const data = { id: params.id, attempt: 1, epochsDone: Object.keys(metrics).length };
  return { success: true, message: 'OK', data };
});
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
