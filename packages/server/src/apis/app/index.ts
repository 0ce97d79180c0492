import type { FastifyInstance } from 'fastify';
import type { HubServer } from '../../http/create-http-server.ts';
import { collectRoutes } from '../../http/route-doc.ts';
import type { HubContext } from '../../hub-context.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { authRoutes } from './auth.ts';
import { catalogueRoutes } from './catalogue.ts';
import { eventRoutes } from './events.ts';
import { meRoutes } from './me.ts';
import { modelControlRoutes } from './model-control.ts';
import { modelDataRoutes } from './model-data.ts';
import { modelFileRoutes } from './model-files.ts';
import { modelRoutes } from './models.ts';
import { peopleRoutes } from './people.ts';
import { projectArchiveRoutes } from './project-archive.ts';
import { referenceRoutes } from './reference.ts';
import { sessionEventRoutes } from './session-events.ts';
import { sessionFinishRoutes } from './session-finish.ts';
import { sessionInfoRoutes } from './session-info.ts';
import { sessionUploadRoutes } from './session-uploads.ts';
import { trashRoutes } from './trash.ts';
import { webhookRoutes } from './webhooks.ts';

/** Our own API, `/app/v1`. */
export function appRoutes(app: HubServer, hub: HubContext): void {
  const routes = collectRoutes(app as unknown as FastifyInstance, '/app/v1');
  authRoutes(app, hub);
  meRoutes(app, hub);
  modelRoutes(app, hub);
  modelDataRoutes(app, hub);
  modelControlRoutes(app, hub);
  modelFileRoutes(app, hub);
  catalogueRoutes(app, hub);
  projectArchiveRoutes(app, hub);
  eventRoutes(app, hub);
  apiKeyRoutes(app, hub);
  peopleRoutes(app, hub);
  webhookRoutes(app, hub);
  trashRoutes(app, hub);
  sessionInfoRoutes(app);
  sessionEventRoutes(app, hub);
  sessionFinishRoutes(app, hub);
  sessionUploadRoutes(app, hub);
  referenceRoutes(app, hub, routes);
}
