import type { Command } from 'commander';
import { reportMoved } from '../operate/report-moved.ts';
import { showProgress } from '../operate/show-progress.ts';

interface Options {
  readonly from: string[];
  readonly to: string[];
  readonly json?: true;
}

/** `trainyard move --from … --to …`: all that a hub keeps, to another database or store. */
export function registerMove(program: Command): void {
  const place = 'a folder, postgres://… and s3://…; what no address names lies in the folder';
  program
    .command('move')
    .description('Take a hub to PostgreSQL, to S3, or back; it must not run meanwhile.')
    .requiredOption('--from <place...>', place)
    .requiredOption('--to <place...>', 'the same; nothing may be there yet')
    .option('--json', 'output for scripts')
    .action(async (options: Options) => {
      const { moveHub, parsePlace } = await import('@trainyard/server/operate');
      const from = parsePlace(options.from);
      const to = parsePlace(options.to);
      reportMoved(await moveHub(from, to, showProgress()), options);
    });
}
