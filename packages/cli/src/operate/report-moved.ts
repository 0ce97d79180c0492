import type { MovedHub } from '@trainyard/server/operate';
import { size } from '@trainyard/session';
import { EXIT_CODES } from '../exit-codes.ts';
import { print, printJson } from '../output/print.ts';

/** Says what was moved; not all of it being there is a failure. */
export function reportMoved({ tables, blobs }: MovedHub, options: { json?: true }): void {
  if (blobs && blobs.failed.length > 0) process.exitCode = EXIT_CODES.failed;
  if (options.json) {
    printJson({ tables: tables ?? null, blobs: blobs ?? null });
    return;
  }
  if (tables) {
    const rows = Object.values(tables).reduce((sum, count) => sum + count, 0);
    print(`${rows} rows of ${Object.keys(tables).length} tables, verified by count and hash`);
  }
  if (blobs) {
    print(`${blobs.count} files (${size(blobs.bytes)}), ${blobs.copied} copied now`);
    for (const hash of blobs.failed) print(`missing or damaged: ${hash}`);
  }
}
