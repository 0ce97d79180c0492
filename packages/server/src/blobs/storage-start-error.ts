/** Why a hub cannot start on its storage. */
export type StorageStartCode =
  | 'storage_bucket_missing'
  | 'storage_access_denied'
  | 'storage_no_credentials'
  | 'storage_wrong_region'
  | 'storage_unreachable'
  | 'storage_of_another_database'
  | 'storage_without_files'
  | 'storage_without_id';

/** The storage cannot be used. The message says what to look at, and never holds a credential. */
export class StorageStartError extends Error {
  override readonly name = 'StorageStartError';
  readonly code: StorageStartCode;

  constructor(code: StorageStartCode, message: string, cause?: unknown) {
    super(`${message} (${code})`, { cause });
    this.code = code;
  }
}
