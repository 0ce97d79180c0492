import { open } from 'node:fs/promises';

/** Makes the directory's own entries durable: a new file's name is lost in a power cut otherwise. */
export async function syncDirectory(directory: string): Promise<void> {
  // Windows opens no directories, and keeps names by its journal.
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
