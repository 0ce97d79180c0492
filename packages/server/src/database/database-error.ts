/** SQLITE_FULL: the disk, or the database's size limit, is full. */
const SQLITE_FULL = 13;
/** SQLITE_IOERR_WRITE, which a full disk gives in some places instead. */
const SQLITE_IOERR_WRITE = 778;
/** SQLITE_CONSTRAINT_FOREIGNKEY. */
const SQLITE_FOREIGN_KEY = 787;
/** SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY. */
const SQLITE_UNIQUE: readonly (number | undefined)[] = [2067, 1555];

/** PostgreSQL's codes (SQLSTATE), by what they mean here. */
const POSTGRES = {
  diskFull: '53100',
  foreignKey: '23503',
  outOfRange: '22003',
  notOfType: '22P02',
  unique: '23505',
} as const;

/** An error of SQLite, brought over from its worker. */
export class SqliteError extends Error {
  override readonly name = 'SqliteError';
  /** SQLite's extended result code, e.g. 2067 for a broken unique constraint. */
  readonly errcode: number | undefined;

  constructor(error: { message: string; errcode?: number }) {
    super(error.message);
    this.errcode = error.errcode;
  }
}

/**
 * The database does not answer, or cannot do it now: it is being restarted, too busy, or it refuses
 * the hub. Whether the transaction under way was stored is not known; asking again is safe for
 * everything that the hub stores by a key.
 */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
  /** What the engine or the system calls it, e.g. `57P01` or `ECONNREFUSED`. */
  readonly code: string | undefined;

  constructor(cause: unknown) {
    const { message, code } = cause as { message?: string; code?: string };
    // Several addresses of one name that all refuse come as an error without a message.
    super(`the database does not answer: ${message || code || 'no reason given'}`, { cause });
    this.code = code;
  }
}

/** Whether the error means that nothing more can be stored for now. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof SqliteError) {
    return error.errcode === SQLITE_FULL || error.errcode === SQLITE_IOERR_WRITE;
  }
  const code = codeOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT' || code === POSTGRES.diskFull;
}

/** Whether a unique constraint refused the row, on either engine. */
export function isUniqueViolation(error: unknown): boolean {
  if (error instanceof SqliteError) return SQLITE_UNIQUE.includes(error.errcode);
  return codeOf(error) === POSTGRES.unique;
}

/** Whether what a row refers to is not there, or is still referred to, on either engine. */
export function isForeignKeyViolation(error: unknown): boolean {
  if (error instanceof SqliteError) return error.errcode === SQLITE_FOREIGN_KEY;
  return codeOf(error) === POSTGRES.foreignKey;
}

/** Whether a number is beyond what the column holds; SQLite keeps any. */
export function isOutOfRange(error: unknown): boolean {
  const code = codeOf(error);
  return code === POSTGRES.outOfRange || code === POSTGRES.notOfType;
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code;
}
