import type { Command } from 'commander';
import { EXIT_CODES } from '../exit-codes.ts';
import { type PlaceFlags, placeParts, withPlace } from '../operate/place-options.ts';
import { showProgress } from '../operate/show-progress.ts';
import { print, printJson, printTable } from '../output/print.ts';

interface Options extends PlaceFlags {
  readonly hashes?: true;
  readonly fix?: true;
  readonly from?: string;
  readonly json?: true;
}

/** `trainyard check`: database against files; exits with 1 when something is left that is wrong. */
export function registerCheck(program: Command): void {
  withPlace(program.command('check').description('Compare a hub’s database with its files.'))
    .option('--hashes', 'read every file too, and compare its content')
    .option('--fix', 'repair what can be repaired')
    .option('--from <backup>', 'with --fix: take missing and damaged files from this backup')
    .option('--json', 'output for scripts')
    .action(check);
}

async function check({ hashes, fix, from, json, ...place }: Options): Promise<void> {
  const { checkHub, parsePlace } = await import('@trainyard/server/operate');
  const options = { hashes, fix, backup: from };
  const { blobs, findings } = await checkHub(
    parsePlace(placeParts(place)),
    options,
    showProgress(),
  );
  const { counts, named, left } = findings;
  if (left > 0) process.exitCode = EXIT_CODES.failed;
  if (json) return printJson({ blobs, counts, left, findings: named });
  if (named.length > 0) {
    printTable(
      ['FOUND', 'FIXED', 'WHAT'],
      named.map(({ kind, what, fixed }) => [kind, fixed ? 'yes' : 'no', what]),
    );
  }
  for (const [kind, { found, fixed }] of Object.entries(counts)) {
    print(`${kind}: ${found} found, ${fixed} fixed`);
  }
  print(left > 0 ? `${left} left to mend` : `all is well, with ${blobs} files`);
}
