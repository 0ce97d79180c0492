import type { HubServer } from '../../http/create-http-server.ts';
import type { HubContext } from '../../hub-context.ts';
import { authRoutes } from './auth.ts';
import { datasetRoutes } from './datasets.ts';
import { exportRoutes } from './export.ts';
import { heartbeatRoutes } from './heartbeat.ts';
import { modelMetricsRoutes } from './model-metrics.ts';
import { modelResetRoutes } from './model-reset.ts';
import { modelUploadRoutes } from './model-upload.ts';
import { modelRoutes } from './models.ts';
import { projectRoutes } from './projects.ts';
import { userRoutes } from './users.ts';

/** The HUB API: the wire of `ultralytics` up to 8.4.114 and of `hub-sdk`. */
export function hubRoutes(app: HubServer, hub: HubContext): void {
  authRoutes(app, hub);
  modelRoutes(app, hub);
  modelMetricsRoutes(app, hub);
  modelUploadRoutes(app, hub);
  heartbeatRoutes(app, hub);
  modelResetRoutes(app, hub);
  exportRoutes(app, hub);
  projectRoutes(app, hub);
  datasetRoutes(app, hub);
  userRoutes(app, hub);
}
