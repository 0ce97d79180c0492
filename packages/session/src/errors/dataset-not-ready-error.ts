import { SessionError } from './session-error.ts';

/** The model names a dataset of the hub to which no archive was uploaded yet. */
export class DatasetNotReadyError extends SessionError {
  override readonly name = 'DatasetNotReadyError';
  readonly code = 'dataset_not_ready';

  constructor(hub: string, id: string, dataset: string) {
    super(
      `Model ${id} trains on the dataset '${dataset}', which holds no images yet. Upload its zip at ${hub}, or with 'trainyard datasets upload', then open the model again.`,
    );
  }
}

/** Whether `error` is a {@link DatasetNotReadyError}. */
export function isDatasetNotReadyError(error: unknown): error is DatasetNotReadyError {
  return error instanceof DatasetNotReadyError;
}
