import { drain } from '@trainyard/session';
import type { Command } from 'commander';
import { connect, type HubFlags, withHub } from '../hub/hub-options.ts';
import { print } from '../output/print.ts';

/** Adds `delete ID…` to a group. */
export function registerDelete(group: Command, kind: string, path: string): void {
  withHub(group.command('delete').description(`Move ${kind}s to the trash.`))
    .argument('<id...>', `ids of ${kind}s`)
    .option('--hard', 'for good, not into the trash')
    .action(async (ids: string[], options: HubFlags & { hard?: true }) => {
      const client = await connect(options);
      for (const id of ids) {
        await client.call({
          what: `the deletion of ${kind} ${id}`,
          method: 'DELETE',
          path,
          params: { id },
          // Python's spelling of booleans is the one that every server of this API knows.
          query: { hard: options.hard ? 'True' : 'False' },
          read: drain,
        });
        print(`${options.hard ? 'Deleted' : 'Moved to the trash:'} ${kind} ${id}`);
      }
    });
}
