/**
 * better-auth takes no address whose domain has no dot, such as the default `owner@localhost`.
 * Behind its back such a domain ends in this; nobody ever sees it.
 */
const SUFFIX = '.localdomain';

/** The address as better-auth keeps it: lower case, its domain with a dot. */
export function toEngineEmail(email: string): string {
  const lower = email.trim().toLowerCase();
  return /@[^@.]+$/.test(lower) ? lower + SUFFIX : lower;
}

/** The address as people know it. */
export function fromEngineEmail(email: string): string {
  const plain = email.endsWith(SUFFIX) ? email.slice(0, -SUFFIX.length) : email;
  return /@[^@.]+$/.test(plain) ? plain : email;
}
