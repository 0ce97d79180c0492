import { size } from '@trainyard/session';
import type { Command } from 'commander';
import { EXIT_CODES } from '../exit-codes.ts';
import { type PlaceFlags, placeParts, withPlace } from '../operate/place-options.ts';
import { showProgress } from '../operate/show-progress.ts';
import { print, printJson } from '../output/print.ts';

interface Options extends PlaceFlags {
  readonly json?: true;
}

/** `trainyard backup FOLDER`: all that a hub keeps, while it serves. */
export function registerBackup(program: Command): void {
  withPlace(program.command('backup').description('Copy all that a hub keeps, while it serves.'))
    .argument('<folder>', 'a folder of its own; of an earlier backup only what is new is copied')
    .option('--json', 'output for scripts')
    .action(backup);
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
