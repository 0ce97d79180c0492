import { SessionError } from './session-error.ts';

/** The hub has no such model, or the key's account may not see it. */
export class NoSuchModelError extends SessionError {
  override readonly name = 'NoSuchModelError';
  readonly code = 'no_such_model';

  constructor(hub: string, id: string, options?: ErrorOptions) {
    super(
      `The hub at ${hub} has no model ${id}, or your account may not see it. Check the id on the model's page.`,
      options,
    );
  }
}

/** Whether `error` is a {@link NoSuchModelError}. */
export function isNoSuchModelError(error: unknown): error is NoSuchModelError {
  return error instanceof NoSuchModelError;
}
