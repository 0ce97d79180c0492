import { Readable } from 'node:stream';
import { HubError, PATHS } from '@trainyard/protocol';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import type { HubContext } from '../../hub-context.ts';
import { getModel } from '../../training/models.ts';
import { parseEpochMetrics } from '../../training/parse-metrics.ts';
import { readSeries } from '../../training/read-metrics.ts';
import { success } from './reply.ts';

/** A call may bring 10,000 series; a client that was offline sends many epochs at once. */
const METRICS_LIMIT = 16 * 1024 * 1024;

/** Metrics in: `POST /v1/models/{id}`; and out: `GET /v1/models/{id}/metrics`. */
export function modelMetricsRoutes(app: HubServer, hub: HubContext): void {
  app.post(
    PATHS.hub.model,
    { config: { access: 'train' }, schema: { params: IdParams }, bodyLimit: METRICS_LIMIT },
    async ({ caller, params, body }) => {
      const { type, metrics } = (body ?? {}) as { type?: unknown; metrics?: unknown };
      if (type !== 'metrics') {
        throw new HubError('invalid_body', {
          message: 'Send {"type": "metrics", "metrics": {"0": "{…}"}}.',
        });
      }
      const epochs = parseEpochMetrics(metrics);
      const model = await hub.trainable.use(caller, params.id, (modelId) =>
        hub.ingest.add({ modelId, epochs }),
      );
      return success({ id: model.id, attempt: model.attempt, epochsDone: model.epochs_done });
    },
  );

  app.get(
    PATHS.hub.modelMetrics,
    { config: { access: 'anyone' }, schema: { params: IdParams } },
    async ({ caller, params }, reply) => {
      const { id } = await getModel(hub.database, caller, params.id);
      reply.type('application/json; charset=utf-8');
      return reply.send(Readable.from(metricsJson(hub, id)));
    },
  );
}

/** The reply in pieces, one series each: a long training never lies in memory whole. */
async function* metricsJson(hub: HubContext, modelId: string): AsyncGenerator<string> {
  yield '{"success":true,"message":"OK","data":[';
  let separator = '';
  for await (const series of readSeries(hub.database, modelId)) {
    yield separator + JSON.stringify(series);
    separator = ',';
  }
  yield ']}';
}
