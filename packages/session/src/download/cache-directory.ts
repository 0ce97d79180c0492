import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where downloaded weights are kept: `$XDG_CACHE_HOME/trainyard`, by default `~/.cache/trainyard`,
 * on Windows `%LOCALAPPDATA%\trainyard\cache`.
 */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const local = env['LOCALAPPDATA'];
  const windows = local ? join(local, 'trainyard', 'cache') : null;
  if (env['XDG_CACHE_HOME']) return join(env['XDG_CACHE_HOME'], 'trainyard');
  return windows ?? join(homedir(), '.cache', 'trainyard');
}
