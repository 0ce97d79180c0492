import type { HubServer } from '../../http/create-http-server.ts';
import type { HubContext } from '../../hub-context.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { authRoutes } from './auth.ts';
import { trashRoutes } from './trash.ts';

/** Our own API, `/app/v1`. */
export function appRoutes(app: HubServer, hub: HubContext): void {
  authRoutes(app, hub);
  apiKeyRoutes(app, hub);
  trashRoutes(app, hub);
}
