/** Whether an error is zlib's word that its input is not what it should be. */
export function isZlibError(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    (error.code.startsWith('Z_') || error.code === 'ERR_BUFFER_TOO_LARGE')
  );
}
