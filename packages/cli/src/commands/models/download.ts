import { access, copyFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { cacheDirectory, downloadWeights, getModel, progressBar } from '@trainyard/session';
import type { Command } from 'commander';
import { connect, type HubFlags, withHub } from '../../hub/hub-options.ts';
import { modelOf } from '../../hub/model-id.ts';
import { print, printJson } from '../../output/print.ts';

interface Options extends HubFlags {
  readonly output?: string;
  readonly last?: true;
  readonly force?: true;
  readonly json?: true;
}

/** `trainyard models download MODEL`: the best weights, verified; `--last` for the checkpoint. */
export function registerModelsDownload(models: Command): void {
  withHub(models.command('download').description("Download a model's best weights, verified."))
    .argument('<model>', "the model's id or URL")
    .option('-o, --output <file>', 'where to (default: its own name, in this folder)')
    .option('--last', 'the last checkpoint instead')
    .option('--force', 'write over a file that is there')
    .option('--json', 'output for scripts')
    .action(download);
}

async function download(text: string, options: Options): Promise<void> {
  const { id, flags } = modelOf(text, options);
  const client = await connect(flags);
  const model = await getModel(client, id);
  const url = options.last ? model.resume : model.has_best_weights !== false && model.weights;
  if (!url || !/[/:]/.test(url)) {
    throw new Error(`Model ${id} has no ${options.last ? 'last checkpoint' : 'weights'} yet.`);
  }
  const onProgress = progressBar();
  const cached = await downloadWeights(client, {
    url,
    modelId: id,
    cache: cacheDirectory(),
    onProgress,
  });
  const output = options.output ?? basename(cached);
  const taken = await access(output).then(
    () => true,
    () => false,
  );
  if (taken && !options.force) throw new Error(`${output} exists. Give --force to write over it.`);
  await copyFile(cached, output);
  if (options.json) printJson({ model: id, file: output });
  else print(output);
}
