import { drain } from '@trainyard/session';
import type { Command } from 'commander';
import { connect, type HubFlags, withHub } from '../hub/hub-options.ts';
import { print } from '../output/print.ts';

/** Adds `restore ID…` to a group. */
export function registerRestore(group: Command, kind: string, path: string): void {
  withHub(group.command('restore').description(`Take ${kind}s out of the trash.`))
    .argument('<id...>', `ids of ${kind}s`)
    .action(async (ids: string[], options: HubFlags) => {
      const client = await connect(options);
      for (const id of ids) {
        const what = `the restoring of ${kind} ${id}`;
        await client.call({ what, method: 'POST', path, params: { id }, read: drain });
        print(`Restored ${kind} ${id}`);
      }
    });
}
