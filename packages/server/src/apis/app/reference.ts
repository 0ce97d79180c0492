import { PATHS } from '@trainyard/protocol';
import type { HubServer } from '../../http/create-http-server.ts';
import type { DocumentedRoute } from '../../http/route-doc.ts';
import type { HubContext } from '../../hub-context.ts';
import { openApi } from './openapi.ts';
import { REFERENCE_STYLE, referencePage } from './reference-page.ts';

const STYLE_PATH = '/docs/reference.css';

/** `/app/openapi.json`, and the same as a page at `/docs` that needs no script. */
export function referenceRoutes(
  app: HubServer,
  hub: HubContext,
  routes: readonly DocumentedRoute[],
): void {
  app.get(PATHS.app.openapi, { config: { access: 'open' } }, async () =>
    openApi(routes, hub.origin.url),
  );

  app.get(PATHS.web.docs, { config: { access: 'open' } }, async (_request, reply) => {
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'self'; img-src 'self'");
    return referencePage(routes, STYLE_PATH);
  });

  app.get(STYLE_PATH, { config: { access: 'open' } }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(REFERENCE_STYLE),
  );
}
