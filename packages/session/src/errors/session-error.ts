/** What every error of this package extends: a stable `code` and a sentence that helps. */
export abstract class SessionError extends Error {
  /** Stable; scripts may match it. */
  abstract readonly code: string;
}

/** Whether `error` comes from this package. */
export function isSessionError(error: unknown): error is SessionError {
  return error instanceof SessionError;
}
