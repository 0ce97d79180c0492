import { createHash, timingSafeEqual } from 'node:crypto';
import { HubError } from '@trainyard/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Access, ANONYMOUS, type Caller, requireAccount } from '../accounts/caller.ts';
import { identify } from '../accounts/identify.ts';
import type { HubContext } from '../hub-context.ts';

/**
 * Who may call a route:
 *
 * - `open`: anybody; credentials are not even looked at (health, sign-in)
 * - `signed`: whoever has the link; the path carries the grant
 * - `anyone`: anonymous callers too; the rules decide what they see
 * - `monitor`: whoever shows `TRAINYARD_METRICS_TOKEN`, or the hub's owner. An address proves
 *   nothing: behind a proxy on the same machine every request comes from there
 * - `read`, `train`, `manage`: an account, with a key whose scope allows that
 */
export type RouteAccess = 'open' | 'signed' | 'anyone' | 'monitor' | Access;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route must say it: the hub does not start otherwise. */
    access?: RouteAccess;
  }
  interface FastifyRequest {
    caller: Caller;
  }
}

/** A route, and who may call it. */
export interface RouteRule {
  readonly method: string;
  readonly url: string;
  readonly access: RouteAccess;
}

/**
 * Finds out who calls, and refuses who may not, before a body is read.
 * @returns the rules of all routes, filled as they are registered.
 */
export function registerAccess(app: FastifyInstance, hub: HubContext): readonly RouteRule[] {
  const rules: RouteRule[] = [];
  app.decorateRequest('caller');

  app.addHook('onRoute', (route) => {
    const access = route.config?.access;
    if (!access) {
      throw new Error(`${String(route.method)} ${route.url} does not say who may call it`);
    }
    for (const method of [route.method].flat()) rules.push({ method, url: route.url, access });
  });

  app.addHook('onRequest', async (request) => {
    request.caller = ANONYMOUS;
    const access = request.routeOptions.config.access;
    // Unknown addresses have no access rule and go on to the 404.
    if (access === undefined || access === 'open' || access === 'signed') return;
    if (access === 'monitor' && isMonitor(request, hub.metricsToken)) return;
    request.caller = await identify(hub, requestCredentials(request), request.method);
    if (access === 'anyone') return;
    const account = requireAccount(request.caller, access === 'monitor' ? 'read' : access);
    if (access === 'monitor' && account.role !== 'owner') throw new HubError('not_allowed');
  });
  return rules;
}

/** Compared by hash, so that neither length nor content shows in the time it takes. */
function isMonitor({ headers }: FastifyRequest, token: string | undefined): boolean {
  const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (token === undefined || given === undefined) return false;
  const [a, b] = [given, token].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(a!, b!);
}

function requestCredentials(request: FastifyRequest) {
  const { headers } = request;
  const query = request.query as Record<string, unknown>;
  return {
    apiKey: single(headers['x-api-key']),
    authorization: headers.authorization,
    queryKey: typeof query['api_key'] === 'string' ? query['api_key'] : undefined,
    cookie: headers.cookie,
    origin: headers.origin,
    host: headers.host,
  };
}

function single(header: string | string[] | undefined): string | undefined {
  if (Array.isArray(header)) throw new HubError('invalid_credentials');
  return header;
}
