import { type HubUser, PATHS } from '@trainyard/protocol';
import {
  credentialsFile,
  findCredentials,
  HubClient,
  NotSignedInError,
  readData,
  readJson,
  saveCredentials,
} from '@trainyard/session';
import type { Command } from 'commander';
import type { HubFlags } from '../hub/hub-options.ts';
import { askSecret } from '../output/ask-secret.ts';
import { print, printJson } from '../output/print.ts';

/** `trainyard login [KEY]`: checks an API key with the hub and keeps it, readable by you only. */
export function registerLogin(program: Command): void {
  program
    .command('login')
    .description('Check an API key with the hub and keep it.')
    .argument('[key]', 'API key; asked for, or read from standard input, when not given')
    .option('--hub <url>', 'the hub (default: TRAINYARD_URL, or the one signed in to)')
    .option('--json', 'output for scripts')
    .action(login);
}

async function login(key: string | undefined, options: HubFlags & { json?: true }): Promise<void> {
  const { hub } = await findCredentials({ hub: options.hub });
  const apiKey =
    key ?? (await askSecret(`API key for ${hub} (from ${hub}/settings?tab=api+keys): `));
  const client = new HubClient(hub, apiKey, 5000);
  const reply = await client.call<{ success?: boolean }>({
    what: 'the API key',
    method: 'POST',
    path: PATHS.hub.auth,
    read: async (response) => (await readJson(response)) as { success?: boolean },
  });
  if (reply?.success !== true) throw new NotSignedInError(hub, true);
  await saveCredentials(hub, apiKey);
  const user = await whoIs(client);
  if (options.json) printJson({ hub, user });
  else print(`Signed in to ${hub}${user ? ` as ${user.name}` : ''}. Kept in ${credentialsFile()}.`);
}

/** Who the key belongs to; null on servers of the HUB API that do not tell. */
export async function whoIs(client: HubClient): Promise<HubUser | null> {
  return client
    .call<HubUser>({
      what: 'the account',
      path: PATHS.hub.user,
      params: { id: 'me' },
      read: readData<HubUser>,
    })
    .catch(() => null);
}
