import type { Command } from 'commander';
import { type PlaceFlags, placeParts, withPlace } from '../operate/place-options.ts';
import { reportMoved } from '../operate/report-moved.ts';
import { showProgress } from '../operate/show-progress.ts';

interface Options extends PlaceFlags {
  readonly json?: true;
}

/** `trainyard restore FOLDER`: a backup to where a hub can serve it. */
export function registerRestoreHub(program: Command): void {
  withPlace(program.command('restore').description('Put a backup where a hub can serve it.'))
    .argument('<backup>', 'the folder that `trainyard backup` has made')
    .option('--json', 'output for scripts')
    .action(async (backup: string, options: Options) => {
      const { parsePlace, restoreHub } = await import('@trainyard/server/operate');
      const to = parsePlace(placeParts(options));
      reportMoved(await restoreHub(backup, to, showProgress()), options);
    });
}
