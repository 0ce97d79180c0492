import { HubError } from '@trainyard/protocol';

/** What S3 services say when they have no room left. */
const FULL = new Set([
  'InsufficientStorage',
  'QuotaExceeded',
  'QuotaExceededException',
  'XMinioStorageFull',
  'ServiceQuotaExceededException',
]);

/** What an error of the AWS SDK tells of itself. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Whether the object is not there. */
export function isMissing(error: unknown): boolean {
  const { name = '' } = (error ?? {}) as SdkError;
  return name === 'NoSuchKey' || (name === 'NotFound' && statusOf(error) === 404);
}

/** Whether the object has changed since it was looked at (`If-Match`). */
export function hasChanged(error: unknown): boolean {
  return statusOf(error) === 412;
}

/** The same in the words of the catalogue; a mistake of the program's own stays what it is. */
export function asStorageError(error: unknown): unknown {
  if (error instanceof HubError || error instanceof TypeError) return error;
  const { name = '' } = (error ?? {}) as SdkError;
  if (FULL.has(name) || statusOf(error) === 507) {
    return new HubError('storage_full', {
      message:
        'The storage of this hub is full. Its operator has to make room; then send it again.',
      cause: error,
    });
  }
  return new HubError('storage_unavailable', { cause: error });
}

export function statusOf(error: unknown): number | undefined {
  return (error as SdkError | undefined)?.$metadata?.httpStatusCode;
}
