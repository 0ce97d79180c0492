import { access, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type ImportProjectReply, PATHS } from '@trainyard/protocol';
import {
  download,
  type HubClient,
  multipartBody,
  progressBar,
  type Transfer,
} from '@trainyard/session';

/** A project of any size takes its time, in milliseconds. */
const PATIENCE_MS = 24 * 60 * 60 * 1000;

/** Writes a project's archive to a file. @throws Error when the file is there already */
export async function downloadProject(client: HubClient, id: string, file: string): Promise<void> {
  const target = resolve(file);
  const isThere = await access(target).then(
    () => true,
    () => false,
  );
  if (isThere) throw new Error(`${file} exists already.`);
  await download({
    url: client.url(PATHS.app.projectArchive, { id }).href,
    target,
    name: basename(file),
    sha256: null,
    headers: client.headers,
    deadline: PATIENCE_MS,
    onProgress: progressBar(),
  });
}

/** Sends a project's archive to a hub. */
export async function uploadProject(client: HubClient, file: string): Promise<ImportProjectReply> {
  const { size } = await stat(file);
  const onProgress = progressBar();
  const transfer: Transfer = { direction: 'upload', name: basename(file), bytes: size };
  return client.call<ImportProjectReply>({
    what: 'the import of the project',
    method: 'POST',
    path: PATHS.app.importProject,
    body: multipartBody({}, { name: basename(file), path: file, size }),
    deadline: PATIENCE_MS,
    idleTimeout: PATIENCE_MS,
    onSent: (done) => onProgress({ type: 'progress', transfer, done: Math.min(done, size) }),
  });
}
