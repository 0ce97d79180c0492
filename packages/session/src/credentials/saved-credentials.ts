import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configDirectory } from './config-directory.ts';

/** What `trainyard login` keeps, readable by its owner only (mode 0600). */
export interface SavedCredentials {
  /** Origin of the hub that is meant when none is named, or null. */
  readonly hub: string | null;
  /** API key by the hub's origin. */
  readonly keys: Readonly<Record<string, string>>;
}

const NONE: SavedCredentials = { hub: null, keys: {} };

/** Reads the saved credentials; a missing or damaged file counts as none. */
export async function readSavedCredentials(env?: NodeJS.ProcessEnv): Promise<SavedCredentials> {
  try {
    const value: unknown = JSON.parse(await readFile(credentialsFile(env), 'utf8'));
    return isSavedCredentials(value) ? value : NONE;
  } catch {
    return NONE;
  }
}

/** Saves a key for a hub, and makes that hub the one that is meant when none is named. */
export async function saveCredentials(
  hub: string,
  apiKey: string,
  env?: NodeJS.ProcessEnv,
): Promise<void> {
  const { keys } = await readSavedCredentials(env);
  await write({ hub, keys: { ...keys, [hub]: apiKey } }, env);
}

/**
 * Forgets the key of a hub.
 * @returns whether there was one.
 */
export async function forgetCredentials(hub: string, env?: NodeJS.ProcessEnv): Promise<boolean> {
  const saved = await readSavedCredentials(env);
  if (!Object.hasOwn(saved.keys, hub)) return false;
  const { [hub]: _forgotten, ...keys } = saved.keys;
  const next = saved.hub === hub ? (Object.keys(keys)[0] ?? null) : saved.hub;
  await write({ hub: next, keys }, env);
  return true;
}

/** The file itself, for messages. */
export function credentialsFile(env?: NodeJS.ProcessEnv): string {
  return join(configDirectory(env), 'credentials.json');
}

async function write(value: SavedCredentials, env?: NodeJS.ProcessEnv): Promise<void> {
  const file = credentialsFile(env);
  await mkdir(configDirectory(env), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}`;
  try {
    await writeFile(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true });
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

function isSavedCredentials(value: unknown): value is SavedCredentials {
  if (typeof value !== 'object' || value === null) return false;
  const { hub, keys } = value as Record<string, unknown>;
  return (
    (hub === null || typeof hub === 'string') &&
    typeof keys === 'object' &&
    keys !== null &&
    Object.values(keys).every((key) => typeof key === 'string')
  );
}
