import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncDirectory } from './sync-directory.ts';

/** Writes a small file whole or not at all, durable when the promise resolves. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const temporary = `${file}.part`;
  try {
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncDirectory(dirname(file));
  } finally {
    await rm(temporary, { force: true });
  }
}
