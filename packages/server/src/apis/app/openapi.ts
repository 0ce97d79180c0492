import type { TSchema } from 'typebox';
import type { DocumentedRoute } from '../../http/route-doc.ts';

/** An OpenAPI 3.1 document: JSON Schema is its own language for types, and TypeBox writes it. */
export type OpenApi = Readonly<Record<string, unknown>>;

const PROBLEM = {
  description: 'Refused (RFC 9457 problem details)',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['title', 'status', 'detail', 'code'],
        properties: {
          title: { type: 'string' },
          status: { type: 'integer' },
          detail: { type: 'string', description: 'What to do.' },
          code: { type: 'string', description: 'Stable; scripts may match it.' },
          requestId: { type: 'string' },
        },
      },
    },
  },
};

/** Describes our own API by the very schemas that validate it. */
export function openApi(routes: readonly DocumentedRoute[], origin: string): OpenApi {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const operations = paths[route.path] ?? {};
    operations[route.method.toLowerCase()] = operation(route);
    paths[route.path] = operations;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Trainyard',
      version: '1',
      description: 'The API of the web page, of sessions and of the command line.',
    },
    servers: [{ url: origin }],
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        bearer: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'trainyard.session_token' },
      },
    },
    paths,
  };
}

function operation({ method, path, access, doc, schema }: DocumentedRoute) {
  const anybody = access === 'open' || access === 'anyone';
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[^A-Za-z0-9]+(\w?)/g, (_m, c: string) => c.toUpperCase())}`,
    summary: doc?.summary ?? `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
    security: anybody ? [{}, ...SIGNED_IN] : SIGNED_IN,
    'x-access': access,
    parameters: [...parameters(schema.params, 'path'), ...parameters(schema.querystring, 'query')],
    ...(schema.body && {
      requestBody: { required: true, content: { 'application/json': { schema: schema.body } } },
    }),
    responses: {
      [doc?.status ?? (doc?.reply ? 200 : 204)]: {
        description: 'Done',
        ...(doc?.reply && { content: { 'application/json': { schema: doc.reply } } }),
      },
      default: PROBLEM,
    },
  };
}

const SIGNED_IN = [{ key: [] }, { bearer: [] }, { cookie: [] }];

function parameters(schema: TSchema | undefined, place: 'path' | 'query') {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, TSchema>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, type]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: type,
  }));
}
