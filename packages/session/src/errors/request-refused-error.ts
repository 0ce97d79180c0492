import { SessionError } from './session-error.ts';

/** The hub refused a request for good: a 4xx that no retry would change. */
export class RequestRefusedError extends SessionError {
  override readonly name = 'RequestRefusedError';
  readonly code = 'request_refused';

  readonly status: number;
  /** The hub's own error code, e.g. `not_found`, or null when it gave none. */
  readonly hubCode: string | null;

  constructor(what: string, status: number, hubCode: string | null, message: string) {
    super(`The hub refused ${what} (${status}): ${message}`);
    this.status = status;
    this.hubCode = hubCode;
  }
}

/** Whether `error` is a {@link RequestRefusedError}. */
export function isRequestRefusedError(error: unknown): error is RequestRefusedError {
  return error instanceof RequestRefusedError;
}
