import { HubError, PATHS } from '@trainyard/protocol';
import type { HubContext } from '../hub-context.ts';
import type { HubServer } from './create-http-server.ts';

/** `/healthz`: it serves. `/readyz`: database and blobs answer too. */
export function healthRoutes(app: HubServer, hub: HubContext): void {
  app.get(PATHS.health.alive, { config: { access: 'open' } }, async () => ({ status: 'ok' }));

  app.get(PATHS.health.ready, { config: { access: 'open' } }, async () => {
    try {
      await Promise.all([hub.database.ping(), hub.blobs.ping()]);
    } catch (cause) {
      throw new HubError('unavailable', { cause });
    }
    return { status: 'ready' };
  });
}
