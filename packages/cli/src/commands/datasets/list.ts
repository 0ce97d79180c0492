import { type HubDataset, PATHS } from '@trainyard/protocol';
import { listPages, size } from '@trainyard/session';
import type { Command } from 'commander';
import { connect, type HubFlags, withHub } from '../../hub/hub-options.ts';
import { take } from '../../hub/take.ts';
import { printJson, printTable, time } from '../../output/print.ts';

/** `trainyard datasets list` */
export function registerDatasetsList(datasets: Command): void {
  withHub(datasets.command('list', { isDefault: true }).description('List your datasets.'))
    .option('--json', 'output for scripts')
    .action(async (options: HubFlags & { json?: true }) => {
      const client = await connect(options);
      const found = await take(listPages<HubDataset>(client, PATHS.hub.datasets));
      if (options.json) return printJson(found);
      printTable(
        ['ID', 'NAME', 'TASK', 'STATUS', 'SIZE', 'UPDATED'],
        found.map((dataset) => [
          dataset.id,
          dataset.meta.name,
          dataset.task ?? '',
          dataset.status,
          dataset.size === null ? '' : size(dataset.size),
          time(dataset.updatedAt),
        ]),
      );
    });
}
