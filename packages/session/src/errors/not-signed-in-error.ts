import { SessionError } from './session-error.ts';

/** No API key was found, or the hub does not accept the one that was. */
export class NotSignedInError extends SessionError {
  override readonly name = 'NotSignedInError';
  readonly code = 'not_signed_in';

  constructor(hub: string, rejected: boolean, options?: ErrorOptions) {
    super(
      rejected
        ? `The hub at ${hub} does not accept this API key: it may be mistyped, expired or revoked. Make a new one at ${hub}/settings?tab=api+keys and run 'trainyard login'.`
        : `No API key for the hub at ${hub}. Run 'trainyard login', set TRAINYARD_API_KEY, or make a key at ${hub}/settings?tab=api+keys.`,
      options,
    );
  }
}

/** Whether `error` is a {@link NotSignedInError}. */
export function isNotSignedInError(error: unknown): error is NotSignedInError {
  return error instanceof NotSignedInError;
}
