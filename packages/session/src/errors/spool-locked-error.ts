import { SessionError } from './session-error.ts';

/** Another living process works with that spool. */
export class SpoolLockedError extends SessionError {
  override readonly name = 'SpoolLockedError';
  readonly code = 'spool_locked';

  constructor(directory: string, holder: string) {
    super(`The spool ${directory} is in use by ${holder}. Wait until it ends.`);
  }
}

/** Whether `error` is a {@link SpoolLockedError}. */
export function isSpoolLockedError(error: unknown): error is SpoolLockedError {
  return error instanceof SpoolLockedError;
}
