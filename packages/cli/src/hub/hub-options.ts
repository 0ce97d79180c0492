import { findCredentials, HubClient, NotSignedInError } from '@trainyard/session';
import type { Command } from 'commander';

/** How long a verb tries to reach the hub: somebody waits. In milliseconds. */
const DEADLINE = 5000;

/** Options of every verb that talks to a hub. */
export interface HubFlags {
  readonly hub?: string;
  readonly apiKey?: string;
}

/** Adds `--hub` and `--api-key`. */
export function withHub(command: Command): Command {
  return command
    .option('--hub <url>', 'the hub (default: TRAINYARD_URL, or the one signed in to)')
    .option('--api-key <key>', 'API key (default: TRAINYARD_API_KEY, or the saved one)');
}

/**
 * The hub that the options mean, signed in.
 * @throws NotSignedInError when there is no key for it.
 */
export async function connect({ hub, apiKey }: HubFlags): Promise<HubClient> {
  const found = await findCredentials({ hub, apiKey });
  if (found.apiKey === null) throw new NotSignedInError(found.hub, false);
  return new HubClient(found.hub, found.apiKey, DEADLINE);
}
