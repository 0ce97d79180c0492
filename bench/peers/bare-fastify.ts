import Fastify from 'fastify';

/**
 * The ceiling: answers the same requests with the same reply, and stores nothing.
 * Usage: node bench/peers/bare-fastify.ts PORT
 */
const app = Fastify({ bodyLimit: 16 * 1024 * 1024 });
app.get('/healthz', () => ({ ok: true }));
app.post<{ Params: { id: string } }>('/v1/models/:id', ({ params, body }) => {
  const { metrics } = body as { metrics: Record<string, unknown> };
  const data = { id: params.id, attempt: 1, epochsDone: Object.keys(metrics).length };
  return { success: true, message: 'OK', data };
});
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
