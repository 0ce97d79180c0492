import {
  findCredentials,
  HubClient,
  printWarning,
  progressBar,
  spoolRoot,
  syncSpools,
} from '@trainyard/session';
import { type Command, Option } from 'commander';
import { EXIT_CODES } from '../exit-codes.ts';
import { print, printJson } from '../output/print.ts';
import { recoverRuns } from '../run/recover-runs.ts';

interface Options {
  readonly spool?: string;
  readonly apiKey?: string;
  readonly deadline: number;
  readonly json?: true;
}

/** `trainyard sync`: sends what sessions could not. Exits with 1 when something stays behind. */
export function registerSync(program: Command): void {
  program
    .command('sync')
    .description('Send what sessions have left: after a crash, or when the hub was away.')
    .option('--spool <folder>', 'folder of the spools (default: TRAINYARD_SPOOL, or your own)')
    .option('--api-key <key>', 'API key (default: TRAINYARD_API_KEY, or the saved ones)')
    .addOption(
      new Option('--deadline <seconds>', 'time for each session').default(3600).argParser(Number),
    )
    .option('--json', 'output for scripts')
    .action(sync);
}

async function sync(options: Options): Promise<void> {
  const root = options.spool ?? spoolRoot();
  const orphans = await recoverRuns(root, (code, message) => printWarning({ code, message }));
  const results = await syncSpools({
    root,
    client: async (hub) => {
      const { apiKey } = await findCredentials({ hub, apiKey: options.apiKey });
      return apiKey === null ? null : new HubClient(hub, apiKey);
    },
    deadline: options.deadline * 1000,
    warn: (code, message) => printWarning({ code, message }),
    onProgress: progressBar(),
  });
  if (options.json) {
    printJson(results);
  } else {
    for (const { directory, manifest, outcome, message } of results) {
      const name = manifest ? `${manifest.hub}/models/${manifest.modelId}` : directory;
      print(`${outcome.padEnd(6)}  ${name}${message ? `: ${message}` : ''}`);
    }
    for (const { directory, group } of orphans) {
      if (group !== null) {
        print(
          `trains  process ${group}, whose 'trainyard run' has died: sync again when it has ended (${directory})`,
        );
      }
    }
    if (results.length === 0) print('Nothing waits to be sent.');
  }
  if (results.some(({ outcome }) => outcome === 'failed')) process.exitCode = EXIT_CODES.failed;
}
