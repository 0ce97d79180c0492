import { type HubModel, PATHS } from '@trainyard/protocol';
import { listPages } from '@trainyard/session';
import { type Command, InvalidArgumentError } from 'commander';
import { connect, type HubFlags, withHub } from '../../hub/hub-options.ts';
import { take } from '../../hub/take.ts';
import { printJson, printTable, time } from '../../output/print.ts';

interface Options extends HubFlags {
  readonly query?: string;
  readonly project?: string;
  readonly limit?: number;
  readonly json?: true;
}

/** `trainyard models list`: your models, newest first. */
export function registerModelsList(models: Command): void {
  withHub(models.command('list', { isDefault: true }).description('List your models.'))
    .option('--query <text>', 'only those whose name holds this')
    .option('--project <id>', 'only those of this project')
    .option('--limit <count>', 'at most so many (default: all)', count)
    .option('--json', 'output for scripts')
    .action(async (options: Options) => {
      const client = await connect(options);
      const { query, project, limit, json } = options;
      const pages = listPages<HubModel>(client, PATHS.hub.models, { query, project });
      const found = await take(pages, limit);
      if (json) return printJson(found);
      printTable(
        ['ID', 'NAME', 'STATE', 'EPOCHS', 'PROJECT', 'UPDATED'],
        found.map((model) => [
          model.id,
          model.meta?.name ?? '',
          model.state ?? model.status,
          `${model.epochsDone ?? ''}/${model.epochs ?? ''}`,
          model.project?.name ?? '',
          time(model.updatedAt),
        ]),
      );
    });
}

/** Reads `--limit`. */
export function count(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 0.');
  return Number(text);
}
