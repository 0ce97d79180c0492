import { HubError, PATHS } from '@trainyard/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { toEngineEmail } from '../../accounts/engine-email.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import type { HubContext } from '../../hub-context.ts';

/** better-auth's own routes, and the one-time link that the first start prints. */
export function authRoutes(app: HubServer, hub: HubContext): void {
  app.route({
    method: ['GET', 'POST'],
    url: `${PATHS.app.auth}/*`,
    // better-auth guards its own routes: most of them are how one gets a session.
    config: { access: 'open' },
    handler: (request, reply) => forward(hub, request, reply, request.url),
  });

  app.get(PATHS.web.singleSignOn, { config: { access: 'open' } }, async (request, reply) => {
    if (!hub.people.hasSingleSignOn) throw new HubError('no_such_route');
    const { handler } = await hub.people.engine();
    const answer = await handler(
      new Request(`${hub.origin.url}${PATHS.app.auth}/sign-in/social`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-trainyard-client': request.ip,
          origin: hub.origin.url,
        },
        body: JSON.stringify({
          provider: 'oidc',
          callbackURL: '/',
          errorCallbackURL: '/?sign-in=refused',
        }),
      }),
    );
    const { url } = (await answer.json()) as { url?: string };
    if (answer.status === 429) throw new HubError('rate_limited');
    if (!answer.ok || !url) throw new HubError('unavailable');
    return reply.header('set-cookie', answer.headers.getSetCookie()).redirect(url);
  });

  app.get(
    PATHS.web.signIn,
    {
      config: { access: 'open' },
      schema: { querystring: Type.Object({ token: Type.Optional(Type.String()) }) },
    },
    (request, reply) => {
      const query = new URLSearchParams({
        token: request.query.token ?? '',
        callbackURL: '/',
        errorCallbackURL: '/?sign-in=expired',
      });
      return forward(hub, request, reply, `${PATHS.app.auth}/magic-link/verify?${query}`);
    },
  );
}

/** Hands a request to better-auth, which speaks the web's Request and Response. */
async function forward(
  hub: HubContext,
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
): Promise<FastifyReply> {
  const { handler } = await hub.people.engine();
  const headers = new Headers();
  for (const name of ['cookie', 'authorization', 'content-type', 'origin', 'user-agent']) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  headers.set('x-trainyard-client', request.ip);
  const answer = await handler(
    new Request(hub.origin.url + path, {
      method: request.method,
      headers,
      ...(request.body !== undefined && { body: JSON.stringify(engineBody(request.body)) }),
    }),
  );
  reply.status(answer.status);
  for (const [name, value] of answer.headers) {
    if (name !== 'set-cookie') reply.header(name, value);
  }
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) reply.header('set-cookie', cookies);
  return reply.send(answer.body === null ? undefined : await answer.text());
}

function engineBody(body: unknown): unknown {
  const { email } = (body ?? {}) as { email?: unknown };
  return typeof email === 'string' ? { ...(body as object), email: toEngineEmail(email) } : body;
}
