import type { FastifyRequest } from 'fastify';
import { withoutSecrets } from './without-secrets.ts';

/** What a log line says of a request: no query and no header, since both may hold secrets. */
export function loggedRequest(request: FastifyRequest) {
  const path = withoutSecrets(request.url.split('?', 1)[0]!);
  return { method: request.method, path, remoteAddress: request.ip };
}

/** An error as the log shows it. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly code?: string;
  readonly cause?: LoggedError;
  // Pino's serializers give objects that may hold more.
  readonly [more: string]: unknown;
}

/** What a log line says of an error: not the values that a database or a library hangs on it. */
export function loggedError(error: unknown): LoggedError {
  if (!(error instanceof Error)) {
    return { type: typeof error, message: withoutSecrets(String(error)), stack: '' };
  }
  const { code } = error as NodeJS.ErrnoException;
  return {
    type: error.name,
    message: withoutSecrets(error.message),
    stack: withoutSecrets(error.stack ?? ''),
    ...(code !== undefined && { code }),
    ...(error.cause !== undefined && { cause: loggedError(error.cause) }),
  };
}
