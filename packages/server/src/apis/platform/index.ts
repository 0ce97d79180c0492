import type { HubServer } from '../../http/create-http-server.ts';
import type { HubContext } from '../../hub-context.ts';
import { accountRoutes } from './account.ts';
import { checkpointUploadRoutes } from './checkpoint-upload.ts';
import { datasetExportRoutes } from './dataset-export.ts';
import { modelWeightsRoutes } from './model-weights.ts';
import { trainingMetricsRoutes } from './training-metrics.ts';

/** The Platform API: the wire of the callback in `ultralytics` 8.4.3 and later. */
export function platformRoutes(app: HubServer, hub: HubContext): void {
  trainingMetricsRoutes(app, hub);
  checkpointUploadRoutes(app, hub);
  datasetExportRoutes(app, hub);
  modelWeightsRoutes(app, hub);
  accountRoutes(app, hub);
}
