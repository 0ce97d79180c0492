import { SessionError } from './session-error.ts';

/** What was given to open is none of the identifier forms. */
export class UnrecognisedIdentifierError extends SessionError {
  override readonly name = 'UnrecognisedIdentifierError';
  readonly code = 'unrecognised_identifier';

  constructor(identifier: string) {
    super(
      `'${identifier}' is not a model: expected a model's URL (http://hub/models/ID), its id (20 letters and digits), KEY_MODELID, or a file name ending in .pt, .yaml or .yml.`,
    );
  }
}

/** Whether `error` is a {@link UnrecognisedIdentifierError}. */
export function isUnrecognisedIdentifierError(
  error: unknown,
): error is UnrecognisedIdentifierError {
  return error instanceof UnrecognisedIdentifierError;
}
