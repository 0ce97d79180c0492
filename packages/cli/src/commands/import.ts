import { dirname, resolve } from 'node:path';
import { findOrMakeProject, getCapabilities } from '@trainyard/session';
import type { Command } from 'commander';
import { EXIT_CODES } from '../exit-codes.ts';
import { connect, type HubFlags, withHub } from '../hub/hub-options.ts';
import { importRun } from '../import/import-run.ts';
import { knownImports } from '../import/known-imports.ts';
import { sendRunFiles } from '../import/send-run-files.ts';
import { print, printJson } from '../output/print.ts';
import { allResults } from '../run/find-results.ts';

interface Options extends HubFlags {
  readonly project?: string;
  readonly json?: true;
}

/** `trainyard import DIR…`: adopts finished runs. One that the hub has already is left alone. */
export function registerImport(program: Command): void {
  withHub(program.command('import').description('Adopt finished run folders, with all in them.'))
    .argument('<folder...>', 'run folders, or folders of such')
    .option('--project <name>', 'project of the new models; made when missing')
    .option('--json', 'output for scripts')
    .action(importAll);
}

async function importAll(folders: string[], options: Options): Promise<void> {
  const client = await connect(options);
  const found = (await Promise.all(folders.map((folder) => allResults(resolve(folder))))).flat();
  const files = [...new Set(found.map(({ path }) => path))].sort();
  if (files.length === 0) throw new Error('No results.csv or metrics.csv in any of these folders.');
  const known = await knownImports(client);
  const projectId = options.project && (await findOrMakeProject(client, options.project));
  // Over the HUB API alone there is no place for plots.
  const keepsFiles = (await getCapabilities(client)).has('files');
  const outcomes = [];
  for (const results of files) {
    const folder = dirname(results);
    try {
      const outcome = await importRun(client, { results, known, ...(projectId && { projectId }) });
      const sent = keepsFiles ? await sendRunFiles(client, outcome.model, folder) : 0;
      outcomes.push({ folder, ...outcome, files: sent });
      if (!options.json)
        print(`${outcome.known ? 'known   ' : 'imported'}  ${outcome.model}  ${folder}`);
    } catch (error) {
      const { message } = error as Error;
      outcomes.push({ folder, error: message });
      if (!options.json) print(`failed    ${folder}: ${message}`);
      process.exitCode = EXIT_CODES.failed;
    }
  }
  if (options.json) printJson(outcomes);
}
