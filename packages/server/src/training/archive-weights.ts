import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { HubError } from '@trainyard/protocol';
import type { Caller } from '../accounts/caller.ts';
import { maySee } from '../accounts/sharing-rules.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import { findManyOwned } from '../catalogue/owned-objects.ts';
import type { Database } from '../database/open-database.ts';
import { newestCheckpoints } from './newest-checkpoints.ts';

/** An archive on its way: nothing of it is kept in memory or on disk. */
export interface WeightsArchive {
  /** In bytes. */
  readonly size: number;
  readonly content: Readable;
}

/**
 * The best weights of several models as one zip, a file for each model, named after it. Models
 * without weights are left out. Stored, not compressed: weights hardly get smaller by it, and so
 * the size is known before the first byte.
 * @throws HubError not_found when a model is not there or may not be seen; not_ready when none of
 * them has weights
 */
export async function archiveWeights(
  { database, blobs }: { database: Database; blobs: BlobStore },
  caller: Caller,
  ids: readonly string[],
): Promise<WeightsArchive> {
  const wanted = [...new Set(ids)];
  const found = await findManyOwned(database.db, 'models', wanted);
  const models = found.filter((model) => maySee(caller, model));
  if (models.length < wanted.length) throw new HubError('not_found');
  const best = await newestCheckpoints(database.db, wanted, 'best');
  if (best.size === 0) {
    throw new HubError('not_ready', { message: 'None of these models has weights yet.' });
  }
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  const names = new Set<string>();
  for (const model of models) {
    const checkpoint = best.get(model.id);
    if (!checkpoint) continue;
    zip.addReadStreamLazy(
      freeName(names, model.slug),
      { compress: false, size: checkpoint.size, mtime: new Date(checkpoint.created_at) },
      // Opened when its turn comes, so that a thousand models are not a thousand open files.
      (ready) => {
        blobs.open(checkpoint.blob_hash).then(
          (content) => ready(null, content),
          (error: unknown) => zip.emit('error', error),
        );
      },
    );
  }
  const content = zip.outputStream as Readable;
  zip.on('error', (error) => content.destroy(error as Error));
  const sized = once(zip, 'sized');
  // The types of yazl leave the callback's number out.
  zip.end(undefined, (...given: readonly number[]) => zip.emit('sized', given[0]));
  const [size] = (await sized) as [number];
  return { size, content };
}

function freeName(taken: Set<string>, stem: string): string {
  let name = `${stem}.pt`;
  for (let number = 2; taken.has(name); number++) name = `${stem}-${number}.pt`;
  taken.add(name);
  return name;
}
