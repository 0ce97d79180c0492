import {
  isHubUnreachableError,
  isNoSuchModelError,
  isNotSignedInError,
  isRequestRefusedError,
  isUnrecognisedIdentifierError,
} from '@trainyard/session';

/** What `trainyard` exits with. `trainyard run` exits with its child's code instead. */
export const EXIT_CODES = {
  ok: 0,
  /** It did not work; the message says why. */
  failed: 1,
  /** The command line was not understood. */
  usage: 2,
  /** No API key, or one that the hub does not accept. */
  notSignedIn: 3,
  /** The hub has no such object. */
  notFound: 4,
  /** The hub did not answer. */
  unreachable: 5,
} as const;

/** The exit code for an error. */
export function exitCodeOf(error: unknown): number {
  if (isUnrecognisedIdentifierError(error)) return EXIT_CODES.usage;
  if (isNotSignedInError(error)) return EXIT_CODES.notSignedIn;
  if (isNoSuchModelError(error)) return EXIT_CODES.notFound;
  if (isRequestRefusedError(error) && error.status === 404) return EXIT_CODES.notFound;
  if (isHubUnreachableError(error)) return EXIT_CODES.unreachable;
  return EXIT_CODES.failed;
}
