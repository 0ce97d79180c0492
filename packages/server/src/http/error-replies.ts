import { ERRORS, type ErrorCode, HubError, type HubErrorReply } from '@trainyard/protocol';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DatabaseUnavailableError, isDiskFull, isOutOfRange } from '../database/database-error.ts';
import { DatasetRefused } from '../datasets/archive/dataset-refused.ts';

/** Fastify's own errors, by their code, as ours. */
const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
  FST_ERR_VALIDATION: 'invalid_body',
};

/** When a client may try again, in seconds. */
const RETRY_AFTER: Partial<Record<ErrorCode, string>> = {
  rate_limited: '60',
  unavailable: '2',
  storage_unavailable: '5',
};

/** Answers every error in the form that the clients of each API read. */
export function registerErrorReplies(app: FastifyInstance): void {
  app.setErrorHandler((thrown: FastifyError, request, reply) => {
    const error = asHubError(thrown);
    if (error.status >= 500 && error.status !== 501) {
      request.log.error({ err: thrown, code: error.code }, 'request failed');
    }
    return sendError(request, reply, error);
  });
  app.setNotFoundHandler((request, reply) =>
    sendError(request, reply, new HubError('no_such_route')),
  );
}

/** Answers an address that the router itself cannot read, such as one with a broken escape. */
export function refuseBadUrl(_error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  return sendError(request, reply, new HubError('no_such_route'));
}

function asHubError(error: FastifyError): HubError {
  if (error instanceof HubError) return error;
  if (error instanceof DatasetRefused) {
    return new HubError('dataset_refused', {
      message: error.message,
      details: { reason: error.code, file: error.file },
      cause: error,
    });
  }
  if (isDiskFull(error)) return new HubError('storage_full', { cause: error });
  if (error instanceof DatabaseUnavailableError)
    return new HubError('unavailable', { cause: error });
  if (isOutOfRange(error)) {
    return new HubError('invalid_body', {
      message: 'A number is too large to keep.',
      cause: error,
    });
  }
  const code = FASTIFY_CODES[error.code];
  if (code === 'invalid_body') {
    const inQuery = error.validationContext !== 'body';
    return new HubError(inQuery ? 'invalid_query' : 'invalid_body', {
      message: `${ERRORS[inQuery ? 'invalid_query' : 'invalid_body'][1]} ${shortened(error.message)}.`,
      cause: error,
    });
  }
  if (code) return new HubError(code, { cause: error });
  return new HubError('internal', { cause: error });
}

/** Validation messages repeat what was sent; a 10 MB name must not come back whole. */
function shortened(message: string): string {
  return message.length > 300 ? `${message.slice(0, 300)}…` : message;
}

function sendError(request: FastifyRequest, reply: FastifyReply, error: HubError): FastifyReply {
  reply.status(error.status);
  if (error.status === 401) reply.header('www-authenticate', 'Bearer realm="trainyard"');
  const wait = RETRY_AFTER[error.code];
  if (wait !== undefined) reply.header('retry-after', wait);
  // Nothing of its body was read, and nothing will be: the connection is of no more use.
  if (error.status === 413) reply.header('connection', 'close');
  const path = request.url.split('?', 1)[0]!;
  if (path.startsWith('/app/')) {
    return reply.type('application/problem+json').send({
      type: 'about:blank',
      title: ERRORS[error.code][1],
      status: error.status,
      detail: error.message,
      code: error.code,
      requestId: request.id,
      ...error.details,
    });
  }
  if (path.startsWith('/api/')) {
    return reply.send({ ...error.details, error: error.message, code: error.code });
  }
  const body: HubErrorReply = {
    ...error.details,
    success: false,
    code: error.code,
    message: error.message,
    requestId: request.id,
  };
  return reply.send(body);
}
