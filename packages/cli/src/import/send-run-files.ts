import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelFilesList, PATHS } from '@trainyard/protocol';
import { drain, type HubClient, multipartBody } from '@trainyard/session';

/** What trainers draw, and the texts that say what was trained. */
const WORTH_KEEPING = /\.(png|jpe?g|webp|gif|svg|pdf)$|^(args|opt|hparams)\.ya?ml$|^\w+\.csv$/i;

/** The hub's limit on one file, in bytes. */
const LARGEST = 32 * 1024 * 1024;

/**
 * Sends the plots and tables of a run folder to its model. What is there already stays as it is, by
 * name and content.
 * @returns how many were sent.
 */
export async function sendRunFiles(
  client: HubClient,
  modelId: string,
  folder: string,
): Promise<number> {
  const { items } = await client.call<ModelFilesList>({
    what: 'the files',
    path: PATHS.app.modelFiles,
    params: { id: modelId },
  });
  const there = new Set(items.map(({ name, sha256 }) => `${sha256} ${name}`));
  let sent = 0;
  for (const name of (await readdir(folder)).filter((entry) => WORTH_KEEPING.test(entry)).sort()) {
    const path = join(folder, name);
    const { size } = await stat(path);
    if (size === 0 || size > LARGEST) continue;
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    if (there.has(`${sha256} ${name}`)) continue;
    await client.call({
      what: `the file ${name}`,
      method: 'POST',
      path: PATHS.app.modelFiles,
      params: { id: modelId },
      body: multipartBody({}, { name, path, size }),
      deadline: 600_000,
      read: drain,
    });
    sent++;
  }
  return sent;
}
