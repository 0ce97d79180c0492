import { SessionError } from './session-error.ts';

/** The hub did not answer before the deadline, whatever was tried. `cause` is the last failure. */
export class HubUnreachableError extends SessionError {
  override readonly name = 'HubUnreachableError';
  readonly code = 'hub_unreachable';

  /** Status of the last reply (408, 425, 429 or 5xx), or null when there was none. */
  readonly status: number | null;
  /** Seconds that the hub asked to wait (`Retry-After`), or null. */
  readonly retryAfter: number | null;

  constructor(
    hub: string,
    reason: string,
    status: number | null,
    retryAfter: number | null,
    options?: ErrorOptions,
  ) {
    super(
      `The hub at ${hub} cannot be reached: ${reason}. Check the address and that 'trainyard serve' is running there.`,
      options,
    );
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** Whether `error` is a {@link HubUnreachableError}. */
export function isHubUnreachableError(error: unknown): error is HubUnreachableError {
  return error instanceof HubUnreachableError;
}
