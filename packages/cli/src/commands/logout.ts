import { findCredentials, forgetCredentials } from '@trainyard/session';
import type { Command } from 'commander';
import { print } from '../output/print.ts';

/** `trainyard logout`: forgets the key that `login` has kept. The hub still accepts it. */
export function registerLogout(program: Command): void {
  program
    .command('logout')
    .description('Forget the API key that login has kept.')
    .option('--hub <url>', 'the hub (default: TRAINYARD_URL, or the one signed in to)')
    .action(async (options: { hub?: string }) => {
      const { hub } = await findCredentials(options);
      const known = await forgetCredentials(hub);
      print(known ? `Signed out of ${hub}.` : `You were not signed in to ${hub}.`);
    });
}
