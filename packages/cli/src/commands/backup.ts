import { size } from '@trainyard/session';
import type { Command } from 'commander';
import { EXIT_CODES } from '../exit-codes.ts';
import { connect, type HubFlags, withHub } from '../hub/hub-options.ts';
import { type PlaceFlags, placeParts, withPlace } from '../operate/place-options.ts';
import { downloadProject } from '../operate/project-archive.ts';
import { showProgress } from '../operate/show-progress.ts';
import { print, printJson } from '../output/print.ts';

interface Options extends PlaceFlags, HubFlags {
  readonly project?: string;
  readonly json?: true;
}

/** `trainyard backup FOLDER`: all that a hub keeps, while it serves; or one project, as a zip. */
export function registerBackup(program: Command): void {
  withPlace(
    withHub(
      program.command('backup').description('Copy all of a hub while it serves, or one project.'),
    ),
  )
    .argument('<target>', 'a folder of its own; with --project a zip file')
    .option('--project <id>', 'only this project, by the API of a running hub')
    .option('--json', 'output for scripts')
    .action(async (target: string, options: Options) => {
      if (options.project === undefined) return backup(target, options);
      await downloadProject(await connect(options), options.project, target);
      if (options.json) printJson({ project: options.project, file: target });
      else print(target);
    });
}

async function backup(folder: string, options: Options): Promise<void> {
  const { backupHub, parsePlace } = await import('@trainyard/server/operate');
  const place = parsePlace(placeParts(options));
  const { manifest, blobs } = await backupHub(place, folder, showProgress());
  if (manifest.missing.length > 0) process.exitCode = EXIT_CODES.failed;
  if (options.json) return printJson({ folder, copied: blobs.copied, ...manifest });
  const { count, bytes } = manifest.blobs;
  print(
    `${folder}: the database (${size(manifest.database.size)}) and ${count} files (${size(bytes)}), ${blobs.copied} of them new`,
  );
  for (const hash of manifest.missing) print(`missing or damaged: ${hash}`);
}
