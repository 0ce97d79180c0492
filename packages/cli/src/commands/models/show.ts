import { PATHS } from '@trainyard/protocol';
import { getModel } from '@trainyard/session';
import type { Command } from 'commander';
import { connect, type HubFlags, withHub } from '../../hub/hub-options.ts';
import { modelOf } from '../../hub/model-id.ts';
import { print, printJson, time } from '../../output/print.ts';

/** `trainyard models show MODEL` */
export function registerModelsShow(models: Command): void {
  withHub(models.command('show').description('Show one model.'))
    .argument('<model>', "the model's id or URL")
    .option('--json', 'output for scripts')
    .action(async (text: string, options: HubFlags & { json?: true }) => {
      const { id, flags } = modelOf(text, options);
      const client = await connect(flags);
      const model = await getModel(client, id);
      if (options.json) return printJson(model);
      const lines: [string, unknown][] = [
        ['Name', model.meta?.name],
        ['Page', client.url(PATHS.web.model, { id }).href],
        ['State', model.state ?? model.status],
        [
          'Epochs',
          `${model.epochsDone ?? '?'} of ${model.epochs ?? '?'}, attempt ${model.attempt}`,
        ],
        ['Last heard', time(model.liveness?.lastHeardAt)],
        ['Architecture', model.lineage?.architecture.name],
        ['Started from', model.lineage?.parent.name],
        ['Dataset', model.dataset?.name],
        ['Project', model.project?.name],
        ['Arguments', JSON.stringify(model.train_args)],
        ['Best weights', model.has_best_weights ? `trainyard models download ${id}` : 'none yet'],
        ['Created', time(model.createdAt)],
      ];
      for (const [name, value] of lines) {
        if (value) print(`${`${name}:`.padEnd(14)}${value}`);
      }
    });
}
