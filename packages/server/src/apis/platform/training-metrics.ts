import { fillPath, PATHS, TrainingEventBody } from '@trainyard/protocol';
import type { HubServer } from '../../http/create-http-server.ts';
import type { HubContext } from '../../hub-context.ts';
import { takeRunEvent } from '../../training/runs/take-event.ts';

/** A completion brings plots and validation rows: some megabytes with a thousand classes. */
const EVENT_LIMIT = 64 * 1024 * 1024;

/**
 * `POST /api/webhooks/training/metrics`: every event of a training. Never limited in its rate: an
 * `epoch_end` is sent once, whatever comes back.
 */
export function trainingMetricsRoutes(app: HubServer, hub: HubContext): void {
  app.post(
    PATHS.platform.trainingMetrics,
    {
      config: { access: 'train' },
      schema: { body: TrainingEventBody },
      bodyLimit: EVENT_LIMIT,
    },
    async ({ caller, body }) => {
      const reply = await takeRunEvent(hub, caller, body);
      if (reply.modelSlug === undefined) return reply;
      const page = fillPath(PATHS.web.model, { id: reply.modelId! });
      return { ...reply, modelUrl: hub.origin.url + page };
    },
  );
}
