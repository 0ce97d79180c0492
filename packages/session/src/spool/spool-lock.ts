import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SpoolLockedError } from '../errors/spool-locked-error.ts';
import { isRunning, type ProcessIdentity, thisProcess } from './process-identity.ts';

/** A holder on another machine counts as dead after this silence, in milliseconds. */
const FOREIGN_SILENCE = 10 * 60_000;

/** How often a holder shows that it lives, in milliseconds. */
const TOUCH_INTERVAL = 60_000;

/** A lock's file while it is written: whoever is killed in the midst of that leaves it torn. */
const UNFINISHED = '.part';

/** The right to work with one spool, held until `release` or the end of the process. */
export interface SpoolLock {
  release(): Promise<void>;
}

/**
 * Takes the lock of a spool.
 *
 * Everyone first puts down a file of their own, then looks for others: of two, at least one sees
 * the other, so never do both hold it. A file whose process is gone (by pid and start time, so that
 * a recycled pid does not count) is swept away.
 *
 * @throws SpoolLockedError when a living process holds it, or tries at this very moment.
 */
export async function lockSpool(directory: string): Promise<SpoolLock> {
  const name = `lock-${process.pid}-${randomBytes(6).toString('hex')}`;
  const file = join(directory, name);
  await writeFile(file + UNFINISHED, JSON.stringify(thisProcess()), { mode: 0o600 });
  await rename(file + UNFINISHED, file);
  const holder = await findHolder(directory, name);
  if (holder !== null) {
    await rm(file, { force: true });
    throw new SpoolLockedError(directory, holder);
  }
  const touch = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, TOUCH_INTERVAL);
  touch.unref();
  return {
    async release() {
      clearInterval(touch);
      await rm(file, { force: true });
    },
  };
}

/** Whether a file of the spool belongs to its lock. */
export function isLockName(name: string): boolean {
  return name.startsWith('lock-');
}

async function findHolder(directory: string, own: string): Promise<string | null> {
  for (const name of await readdir(directory)) {
    if (!isLockName(name) || name === own) continue;
    const file = join(directory, name);
    // Nobody's lock yet: its process looks for others once it has its name, and then sees ours.
    if (name.endsWith(UNFINISHED)) {
      if (!(await isFresh(file))) await rm(file, { force: true });
      continue;
    }
    const identity = await readIdentity(file);
    if (identity === 'gone') continue;
    const alive = identity && isRunning(identity);
    if (alive || (alive === null && (await isFresh(file)))) {
      return identity ? `process ${identity.pid} on ${identity.host}` : 'another process';
    }
    await rm(file, { force: true });
  }
  return null;
}

/** Null for a file that cannot be understood: one being written, or a damaged one. */
async function readIdentity(file: string): Promise<ProcessIdentity | 'gone' | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity;
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return gone ? 'gone' : null;
  }
}

async function isFresh(file: string): Promise<boolean> {
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }));
  return Date.now() - mtimeMs < FOREIGN_SILENCE;
}
