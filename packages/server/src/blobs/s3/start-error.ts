import { type StorageStartCode, StorageStartError } from '../storage-start-error.ts';
import type { S3Location } from './s3-location.ts';
import { statusOf } from './storage-errors.ts';

const DENIED =
  /^(AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|.*Token|.*UserNotFound|Forbidden)$/;

/** What stands behind the first answer of a bucket. */
export function startError(error: unknown, location: S3Location): StorageStartError {
  const { name = '', message = '' } = (error ?? {}) as Error;
  const where = `bucket ${location.bucket} at ${location.endpoint ?? `AWS, ${location.region}`}`;
  const make = (code: StorageStartCode, text: string) => new StorageStartError(code, text, error);
  if (name === 'NoSuchBucket') {
    return make('storage_bucket_missing', `There is no ${where}. Make it; the hub makes none.`);
  }
  if (name === 'CredentialsProviderError') {
    return make(
      'storage_no_credentials',
      `No credentials for the ${where}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or whatever else the AWS SDK reads.`,
    );
  }
  if (statusOf(error) === 301 || name === 'AuthorizationHeaderMalformed') {
    return make(
      'storage_wrong_region',
      `The ${where} lies in another region. Say which with region=… in TRAINYARD_BLOBS_URL.`,
    );
  }
  if (DENIED.test(name) || statusOf(error) === 403 || statusOf(error) === 401) {
    return make(
      'storage_access_denied',
      `The ${where} refuses these credentials (${name}): they must be right, and allow to list, read, write and delete.`,
    );
  }
  return make(
    'storage_unreachable',
    `The ${where} does not answer: ${message || name || 'no reply'}. Is the endpoint right, and does it run?`,
  );
}
