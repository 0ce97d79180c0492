import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where spools lie: `TRAINYARD_SPOOL`, by default `$XDG_STATE_HOME/trainyard/spool`, by default
 * `~/.local/state/trainyard/spool`, on Windows `%LOCALAPPDATA%\trainyard\spool`.
 */
export function spoolRoot(env: NodeJS.ProcessEnv = process.env): string {
  if (env['TRAINYARD_SPOOL']) return env['TRAINYARD_SPOOL'];
  const state = env['XDG_STATE_HOME'] || env['LOCALAPPDATA'];
  return join(state || join(homedir(), '.local', 'state'), 'trainyard', 'spool');
}
