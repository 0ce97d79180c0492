import type { FastifyRequest } from 'fastify';

/** Length of a request's body in bytes, as it declares it; 0 where it does not. */
export function declaredBytes({ headers }: Pick<FastifyRequest, 'headers'>): number {
  const length = Number(headers['content-length']);
  return Number.isSafeInteger(length) ? length : 0;
}
