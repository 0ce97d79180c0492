/** SQLITE_FULL: the disk, or the database's size limit, is full. */
const SQLITE_FULL = 13;
/** SQLITE_IOERR_WRITE, which a full disk gives in some places instead. */
const SQLITE_IOERR_WRITE = 778;

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

/** Whether the error means that nothing more can be stored for now. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof SqliteError) {
    return error.errcode === SQLITE_FULL || error.errcode === SQLITE_IOERR_WRITE;
  }
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  // 53100 is PostgreSQL's disk_full.
  return code === 'ENOSPC' || code === 'EDQUOT' || code === '53100';
}

/** Whether a unique constraint refused the row, on either engine. */
export function isUniqueViolation(error: unknown): boolean {
  if (error instanceof SqliteError) return error.errcode === 2067 || error.errcode === 1555;
  return (error as { code?: string } | undefined)?.code === '23505';
}
