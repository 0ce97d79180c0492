import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where credentials are kept: `$XDG_CONFIG_HOME/trainyard`, by default `~/.config/trainyard`, on
 * Windows `%APPDATA%\trainyard`.
 */
export function configDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['XDG_CONFIG_HOME'] || env['APPDATA'] || join(homedir(), '.config'), 'trainyard');
}
