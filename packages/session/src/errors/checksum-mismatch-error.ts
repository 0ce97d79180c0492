import { SessionError } from './session-error.ts';

/** Downloaded bytes are not those that the hub promised; nothing was kept of them. */
export class ChecksumMismatchError extends SessionError {
  override readonly name = 'ChecksumMismatchError';
  readonly code = 'checksum_mismatch';

  constructor(url: string, expected: string, actual: string) {
    super(
      `The download of ${url} is damaged: expected sha256 ${expected}, got ${actual}. Try again.`,
    );
  }
}

/** Whether `error` is a {@link ChecksumMismatchError}. */
export function isChecksumMismatchError(error: unknown): error is ChecksumMismatchError {
  return error instanceof ChecksumMismatchError;
}
