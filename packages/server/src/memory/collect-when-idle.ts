import type { Server, ServerResponse } from 'node:http';
import { IdleCollector } from './idle-collector.ts';

/** Gives memory back while no request is under way, until it is disposed of. */
export function collectWhenIdle(server: Server): Disposable {
  const collector = new IdleCollector();
  server.on('request', (_request, response: ServerResponse) => {
    collector.begin();
    response.once('close', () => collector.end());
  });
  return collector;
}
