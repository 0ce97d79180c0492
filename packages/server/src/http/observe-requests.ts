import type { FastifyInstance } from 'fastify';
import type { Monitor } from '../monitoring/monitor.ts';
import type { SpanUnderWay } from '../monitoring/tracing.ts';

declare module 'fastify' {
  interface FastifyRequest {
    span: SpanUnderWay | undefined;
  }
}

/** Times every request, logs it at level `info`, and traces it where traces are wanted. */
export function observeRequests(app: FastifyInstance, monitor: Monitor): void {
  app.decorateRequest('span');

  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const parent = request.headers['traceparent'];
    request.span = monitor.tracing?.start(
      `${request.method} ${route}`,
      typeof parent === 'string' ? parent : '',
    );
    if (request.span) request.span.run(done);
    else done();
  });

  // Reading a body ends the thread of asynchronous calls that the first hook began.
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.span) request.span.run(done);
    else done();
  });

  app.addHook('onResponse', (request, reply, done) => {
    const { method, log } = request;
    // A route's pattern, never its path: one model more must not be one series more.
    const route = request.routeOptions.url ?? 'none';
    const status = reply.statusCode;
    monitor.requests.note(reply.elapsedTime, method, route, `${Math.floor(status / 100)}xx`);
    request.span?.end(status < 500, {
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
      'trainyard.request_id': request.id,
    });
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    log.info({ req: request, route, status, ms }, 'request');
    done();
  });

  // A client that leaves gets no reply, and so no `onResponse`.
  app.addHook('onRequestAbort', async (request) => request.span?.end(false));
}
