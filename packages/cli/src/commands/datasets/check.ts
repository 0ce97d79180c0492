import { basename } from 'node:path';
import type { Command } from 'commander';
import { print, printJson } from '../../output/print.ts';

/** `trainyard datasets check ZIP`: the hub's own rules, without a hub. Exits with 1 when refused. */
export function registerDatasetsCheck(datasets: Command): void {
  datasets
    .command('check')
    .description('Check a dataset zip with the rules of the hub, without uploading it.')
    .argument('<zip>', 'the archive')
    .option('--json', 'output for scripts')
    .action(async (zip: string, options: { json?: true }) => {
      // Loaded only here: the other verbs do not need it, and a verb should start at once.
      const { checkDatasetArchive, fileSource } = await import('@trainyard/server/check-dataset');
      await using source = await fileSource(zip);
      const summary = await checkDatasetArchive(source, { archiveName: basename(zip) });
      if (options.json) return printJson(summary);
      print(JSON.stringify(summary, null, 2));
    });
}
