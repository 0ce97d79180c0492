import { PATHS } from '@trainyard/protocol';
import { drain } from '@trainyard/session';
import type { Command } from 'commander';
import { connect, type HubFlags, withHub } from '../hub/hub-options.ts';
import { print, printJson } from '../output/print.ts';
import { whoIs } from './login.ts';

/** `trainyard whoami`: which hub, and as whom. Exits with 3 when the key is not accepted. */
export function registerWhoami(program: Command): void {
  withHub(program.command('whoami').description('Say which hub you are signed in to, and as whom.'))
    .option('--json', 'output for scripts')
    .action(async (options: HubFlags & { json?: true }) => {
      const client = await connect(options);
      await client.call({ what: 'the API key', method: 'POST', path: PATHS.hub.auth, read: drain });
      const user = await whoIs(client);
      if (options.json) printJson({ hub: client.hub, user });
      else print(user ? `${user.name} <${user.email}> at ${client.hub}` : client.hub);
    });
}
