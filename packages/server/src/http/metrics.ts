import { PATHS } from '@trainyard/protocol';
import type { Registry } from 'prom-client';
import type { HubContext } from '../hub-context.ts';
import type { HubServer } from './create-http-server.ts';

/** `/metrics`, in Prometheus's text format. */
export function metricsRoutes(app: HubServer, hub: HubContext): void {
  let registry: Promise<Registry> | undefined;

  app.get(PATHS.health.metrics, { config: { access: 'monitor' } }, async (_request, reply) => {
    registry ??= import('../monitoring/prometheus.ts').then(({ prometheusRegistry }) =>
      prometheusRegistry(hub),
    );
    const { contentType } = await registry;
    return reply.type(contentType).send(await (await registry).metrics());
  });
}
