import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type HubDataset, PATHS } from '@trainyard/protocol';
import { multipartBody, progressBar, readData } from '@trainyard/session';
import type { Command } from 'commander';
import { connect, type HubFlags, withHub } from '../../hub/hub-options.ts';
import { print, printJson } from '../../output/print.ts';

interface Options extends HubFlags {
  readonly name?: string;
  readonly task?: string;
  readonly to?: string;
  readonly json?: true;
}

/** `trainyard datasets upload ZIP`: makes a dataset, or gives `--to` an existing one a new zip. */
export function registerDatasetsUpload(datasets: Command): void {
  withHub(datasets.command('upload').description('Upload a dataset zip.'))
    .argument('<zip>', 'the archive')
    .option('--name <name>', "name of the new dataset (default: the archive's)")
    .option('--task <task>', 'detect, segment, pose, obb or classify (default: found out)')
    .option('--to <dataset>', 'id of an existing dataset, whose archive it replaces')
    .option('--json', 'output for scripts')
    .action(upload);
}

async function upload(zip: string, options: Options): Promise<void> {
  const { size } = await stat(zip);
  const client = await connect(options);
  const name = basename(zip);
  const id = options.to ?? (await create());
  const body = multipartBody({}, { name, path: zip, size });
  const onProgress = progressBar();
  const transfer = { direction: 'upload', name, bytes: size } as const;
  const start = Date.now();
  onProgress({ type: 'started', transfer });
  const dataset = await client.call<HubDataset>({
    what: 'the dataset',
    method: 'POST',
    path: PATHS.hub.datasetUpload,
    params: { id },
    headers: { 'x-checksum-sha256': await hash() },
    body,
    deadline: 24 * 3_600_000,
    // The hub answers only when it has checked the archive.
    idleTimeout: 600_000,
    onSent: (bytes) => onProgress({ type: 'progress', transfer, done: Math.min(bytes, size) }),
    onRetry: ({ reason }) => onProgress({ type: 'interrupted', transfer, reason }),
    read: readData<HubDataset>,
  });
  onProgress({ type: 'finished', transfer, moved: size, seconds: (Date.now() - start) / 1000 });
  if (options.json) printJson(dataset);
  else print(dataset.id ?? id);

  async function create(): Promise<string> {
    const { task } = options;
    const made = await client.call<{ id: string }>({
      what: 'a new dataset',
      method: 'POST',
      path: PATHS.hub.datasets,
      json: { meta: { name: options.name ?? name.replace(/\.zip$/i, '') }, ...(task && { task }) },
      read: readData<{ id: string }>,
    });
    return made.id;
  }

  async function hash(): Promise<string> {
    const sum = createHash('sha256');
    for await (const chunk of createReadStream(zip, { highWaterMark: 512 * 1024 })) {
      sum.update(chunk as Buffer);
    }
    return sum.digest('hex');
  }
}
