import { isRequestRefusedError } from '../errors/request-refused-error.ts';

/**
 * Whether the hub refused *this content*, so that sending it again is pointless but sending what
 * follows is not. A refused key or a deleted model concern everything and keep it all waiting.
 */
export function isRefusedForGood(error: unknown): boolean {
  return isRequestRefusedError(error) && [400, 409, 413, 415, 422, 460].includes(error.status);
}
