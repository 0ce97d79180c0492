import type { FastifyInstance, RouteOptions } from 'fastify';
import type { TSchema } from 'typebox';

/** What the reference says of a route besides its schemas. */
export interface RouteDoc {
  readonly summary: string;
  /** The reply's body; none for 204. */
  readonly reply?: TSchema;
  /** Status of success, where it is neither 200 (with a body) nor 204 (without). */
  readonly status?: number;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    doc?: RouteDoc;
  }
}

/** A route as the reference shows it. */
export interface DocumentedRoute {
  readonly method: string;
  /** Path with `{name}` parameters. */
  readonly path: string;
  readonly access: string;
  readonly doc: RouteDoc | undefined;
  readonly schema: Readonly<Partial<Record<'params' | 'querystring' | 'body', TSchema>>>;
}

/** Gathers the routes below `prefix` that are registered from now on. */
export function collectRoutes(app: FastifyInstance, prefix: string): readonly DocumentedRoute[] {
  const routes: DocumentedRoute[] = [];
  app.addHook('onRoute', (route: RouteOptions) => {
    if (!route.url.startsWith(prefix) || route.url.endsWith('*')) return;
    for (const method of [route.method].flat()) {
      if (method === 'HEAD' || method === 'OPTIONS') continue;
      routes.push({
        method,
        path: route.url.replace(/:(\w+)/g, '{$1}'),
        access: route.config?.access ?? 'open',
        doc: route.config?.doc,
        schema: (route.schema ?? {}) as DocumentedRoute['schema'],
      });
    }
  });
  return routes;
}
