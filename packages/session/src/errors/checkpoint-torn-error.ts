import { SessionError } from './session-error.ts';

/** A checkpoint kept changing, or stayed incomplete, however often it was read. */
export class CheckpointTornError extends SessionError {
  override readonly name = 'CheckpointTornError';
  readonly code = 'checkpoint_torn';

  constructor(file: string, tries: number, reason: string) {
    super(
      `${file} could not be snapshotted in ${tries} tries: ${reason}. Save the checkpoint completely before handing it to the session.`,
    );
  }
}

/** Whether `error` is a {@link CheckpointTornError}. */
export function isCheckpointTornError(error: unknown): error is CheckpointTornError {
  return error instanceof CheckpointTornError;
}
