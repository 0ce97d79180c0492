import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { connect, type HubFlags, withHub } from '../hub/hub-options.ts';
import { type PlaceFlags, placeParts, withPlace } from '../operate/place-options.ts';
import { uploadProject } from '../operate/project-archive.ts';
import { reportMoved } from '../operate/report-moved.ts';
import { showProgress } from '../operate/show-progress.ts';
import { print, printJson } from '../output/print.ts';

interface Options extends PlaceFlags, HubFlags {
  readonly json?: true;
}

/** `trainyard restore BACKUP`: to where a hub can serve it; a project's zip into a running hub. */
export function registerRestoreHub(program: Command): void {
  withPlace(
    withHub(program.command('restore').description('Put a backup where a hub can serve it.')),
  )
    .argument('<backup>', 'what `trainyard backup` has made: a folder, or a project’s zip file')
    .option('--json', 'output for scripts')
    .action(async (backup: string, options: Options) => {
      if ((await stat(backup)).isFile()) {
        const reply = await uploadProject(await connect(options), backup);
        if (options.json) printJson(reply);
        else print(`project ${reply.projectId}, with ${reply.models.length} models`);
        return;
      }
      const { parsePlace, restoreHub } = await import('@trainyard/server/operate');
      const to = parsePlace(placeParts(options));
      reportMoved(await restoreHub(backup, to, showProgress()), options);
    });
}
