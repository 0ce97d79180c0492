import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SpoolCheckpoint, StoredCheckpoint } from './spool-checkpoint.ts';
import { syncDirectory } from './sync-directory.ts';
import { writeDurably } from './write-durably.ts';

/** The checkpoints of one spool, in its folder `checkpoints`. */
export class CheckpointStore {
  readonly directory: string;
  #next = 0;

  constructor(spool: string) {
    this.directory = join(spool, 'checkpoints');
  }

  /** A fresh path for a snapshot. It counts only once it is given to `commit`. */
  async reserve(): Promise<{ name: string; file: string }> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    if (this.#next === 0) {
      const numbers = (await readdir(this.directory)).map((name) => Number.parseInt(name, 10) || 0);
      this.#next = Math.max(0, ...numbers) + 1;
    }
    const name = String(this.#next++).padStart(6, '0');
    return { name, file: join(this.directory, `${name}.bin`) };
  }

  /** Makes a snapshot part of the spool, or changes what is known of it. Durable on resolving. */
  async commit(name: string, checkpoint: SpoolCheckpoint): Promise<void> {
    await writeDurably(join(this.directory, `${name}.json`), `${JSON.stringify(checkpoint)}\n`);
  }

  /** Everything that waits, oldest first. */
  async list(): Promise<StoredCheckpoint[]> {
    const names = await readdir(this.directory).catch(() => []);
    const stored: StoredCheckpoint[] = [];
    for (const name of names.filter((entry) => /^\d+\.json$/.test(entry)).sort()) {
      const stem = name.slice(0, -'.json'.length);
      const text = await readFile(join(this.directory, name), 'utf8').catch(() => null);
      // A checkpoint may be dropped or sent between the listing and the reading.
      if (text === null) continue;
      const file = join(this.directory, `${stem}.bin`);
      stored.push({ name: stem, file, checkpoint: JSON.parse(text) as SpoolCheckpoint });
    }
    return stored;
  }

  /** Forgets a checkpoint: it was acknowledged, or had to make room. */
  async remove(name: string): Promise<void> {
    await rm(join(this.directory, `${name}.json`), { force: true });
    await syncDirectory(this.directory);
    await rm(join(this.directory, `${name}.bin`), { force: true });
  }

  /** Removes snapshots that were never committed: a process died while it took them. */
  async sweep(): Promise<void> {
    const names = await readdir(this.directory).catch(() => []);
    const committed = new Set(names.filter((name) => name.endsWith('.json')));
    for (const name of names) {
      const stem = name.split('.')[0] ?? '';
      if (!committed.has(`${stem}.json`)) await rm(join(this.directory, name), { force: true });
    }
  }
}
