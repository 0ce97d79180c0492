import { PATHS } from '@trainyard/protocol';
import Type from 'typebox';
import type { HubServer } from '../../http/create-http-server.ts';
import type { HubContext } from '../../hub-context.ts';
import { Watcher } from '../../live/watcher.ts';

const PING_MS = 20_000;

/** A stream ends after this long: its reader comes back at once, and signs in anew by that. */
const LONGEST_MS = 15 * 60 * 1000;

const Query = Type.Object({
  /** Other people's models to hear of. */
  model: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
  /** The last message seen, where no `Last-Event-ID` can be sent. */
  after: Type.Optional(Type.String()),
});

/** `GET /app/v1/events`: what changes, as server-sent events. */
export function eventRoutes(app: HubServer, hub: HubContext): void {
  const open = new Set<() => void>();
  app.addHook('preClose', async () => {
    for (const end of open) end();
  });

  app.get(
    PATHS.app.events,
    {
      config: { access: 'anyone', doc: { summary: 'Hear of changes (server-sent events)' } },
      schema: { querystring: Query },
    },
    (request, reply) => {
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
        // A kept-alive connection would hold up the hub's end.
        connection: 'close',
        'x-content-type-options': 'nosniff',
      });
      const lastId = request.headers['last-event-id'] ?? request.query.after;
      const watcher = new Watcher(hub.feed, raw, {
        caller: request.caller,
        models: new Set(request.query.model ?? []),
        lastId: typeof lastId === 'string' && lastId !== '' ? lastId : undefined,
      });
      const ping = setInterval(() => watcher.ping(), PING_MS);
      const end = () => raw.end();
      const longest = setTimeout(end, LONGEST_MS);
      open.add(end);
      raw.on('close', () => {
        watcher.stop();
        clearInterval(ping);
        clearTimeout(longest);
        open.delete(end);
      });
    },
  );
}
