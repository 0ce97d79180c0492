import { constants } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';

/** Bytes that are copied at a time. */
const PIECE = 1024 * 1024;

/**
 * Copies a file that somebody may be writing to: by reflink where the file system can, which takes
 * one instant of it, else by reading to its end.
 *
 * Not by the system's own copy: libuv (seen in 1.51) asks for the size first and waits for ever for
 * bytes that are gone when the file is truncated in the meantime, as trainers do at every save.
 */
export async function copyWhole(source: string, target: string): Promise<void> {
  try {
    await copyFile(source, target, constants.COPYFILE_FICLONE_FORCE);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw error;
    await copyBytes(source, target);
  }
}

async function copyBytes(source: string, target: string): Promise<void> {
  await using from = await open(source, 'r');
  await using to = await open(target, 'w', 0o600);
  const buffer = Buffer.allocUnsafe(PIECE);
  for (;;) {
    const { bytesRead } = await from.read(buffer, 0, PIECE);
    if (bytesRead === 0) return;
    await to.writeFile(buffer.subarray(0, bytesRead));
  }
}
