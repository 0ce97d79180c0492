import { DatabaseUnavailableError } from '../database-error.ts';

/** Serialization failure and deadlock: all of it was undone, and the next try may pass. */
const PASSING = new Set(['40001', '40P01']);

/**
 * SQLSTATEs that say nothing of the statement: connection lost (08), shut down or starting (57P01
 * to 57P03), too many connections (53300), read-only because a standby has not taken over yet
 * (25006), a time limit of ours (57014, 55P03), the account or database refused (28, 3D000).
 */
const UNAVAILABLE = /^(08...|57P0[1-3]|53300|25006|57014|55P03|28...|3D000)$/;

/** What `pg` says itself, without a code. */
const LOST =
  /Connection terminated|not queryable|timeout exceeded when trying to connect|Query read timeout|Client was closed|Connection ended/;

const SYSTEM = /^E(CONN|PIPE|TIMEDOUT|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|NOENT|ACCES)/;

/** SQLSTATEs after which the connection itself is still good. */
const STILL_GOOD = /^(25006|57014|55P03)$/;

/** Whether the same transaction may pass when it is tried again. */
export function isPassing(error: unknown): boolean {
  return PASSING.has((error as { code?: string }).code ?? '');
}

/** Whether the error says that the connection is of no more use. */
export function isLost(error: unknown): boolean {
  return error instanceof DatabaseUnavailableError && !STILL_GOOD.test(error.code ?? '');
}

/** The error as the rest of the hub knows it: {@link DatabaseUnavailableError} where it is one. */
export function explained(error: unknown): unknown {
  if (error instanceof DatabaseUnavailableError) return error;
  const {
    code,
    message = '',
    errors,
  } = error as {
    code?: string;
    message?: string;
    errors?: unknown[];
  };
  // Node tries all addresses of a name and throws the errors of all of them together.
  if (errors?.length) return new DatabaseUnavailableError(errors[0]);
  const unavailable = code === undefined ? LOST.test(message) : isUnavailableCode(code);
  return unavailable ? new DatabaseUnavailableError(error) : error;
}

function isUnavailableCode(code: string): boolean {
  return UNAVAILABLE.test(code) || SYSTEM.test(code);
}
