import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { HubError, parseLenientJson } from '@trainyard/protocol';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import type { HubContext } from '../hub-context.ts';
import type { ResolvedOptions } from '../hub-options.ts';
import { type RouteRule, registerAccess } from './access.ts';
import { setCommonHeaders } from './common-headers.ts';
import { cutUnusedConnections } from './cut-unused-connections.ts';
import { refuseBadUrl, registerErrorReplies } from './error-replies.ts';
import { hearBetweenRequests } from './hear-between-requests.ts';
import { lazyValidator } from './lazy-validator.ts';
import { loggedError, loggedRequest } from './logged.ts';
import { observeRequests } from './observe-requests.ts';
import { registerMultipart } from './receive-upload.ts';
import { requestId } from './request-id.ts';

/** Largest JSON body, in bytes, unless a route says otherwise. */
const JSON_LIMIT = 1024 * 1024;

/**
 * What requests are checked with, and that replies are written as they are: Fastify loads its own
 * compilers (ajv, fast-json-stringify), a hundred modules, unless both are named here.
 */
const SCHEMA_COMPILERS = {
  compilersFactory: {
    buildValidator: () => lazyValidator,
    buildSerializer: () => () => JSON.stringify,
  },
  // Its types are those of ajv's compiler, which takes more kinds of schema than routes have.
} as unknown as NonNullable<FastifyServerOptions['schemaController']>;

/** Fastify with what all routes share: parsing, access, errors, headers, a quiet log. */
export function createHttpServer(
  hub: HubContext,
  options: Pick<ResolvedOptions, 'logLevel' | 'trustProxy'>,
): { app: HubServer; routes: readonly RouteRule[] } {
  const app = Fastify({
    logger: { level: options.logLevel, serializers: { req: loggedRequest, err: loggedError } },
    bodyLimit: JSON_LIMIT,
    // An upload takes as long as it takes; stalled ones are given up where they are received.
    requestTimeout: 0,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    ...(options.trustProxy !== undefined && { trustProxy: options.trustProxy }),
    // Clients cut and join paths by hand: `//` and a trailing slash are theirs, not errors.
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 512 },
    schemaController: SCHEMA_COMPILERS,
    frameworkErrors: (error, request, reply) =>
      refuseBadUrl(error, request as FastifyRequest, reply as FastifyReply),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  }).withTypeProvider<TypeBoxTypeProvider>();
  cutUnusedConnections(app as unknown as FastifyInstance);
  hearBetweenRequests(app as unknown as FastifyInstance, hub.database);
  registerJson(app as unknown as FastifyInstance);
  registerMultipart(app as unknown as FastifyInstance);
  registerErrorReplies(app as unknown as FastifyInstance);
  observeRequests(app as unknown as FastifyInstance, hub.monitor);
  const routes = registerAccess(app as unknown as FastifyInstance, hub);
  app.addHook('onSend', (_request, reply, payload, done) => {
    setCommonHeaders(reply as unknown as FastifyReply);
    done(null, payload);
  });
  return { app, routes };
}

/** The server type that route files take: Fastify typed by TypeBox. */
export type HubServer = ReturnType<typeof typed>;

// Only for its type: naming it by hand takes five type parameters.
function typed() {
  return Fastify().withTypeProvider<TypeBoxTypeProvider>();
}

/** JSON as Python writes it (bare NaN), and no complaint about an empty body. */
function registerJson(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') {
      done(null, undefined);
      return;
    }
    try {
      done(null, parseLenientJson(body as string));
    } catch (cause) {
      done(new HubError('malformed_json', { cause }));
    }
  });
}
