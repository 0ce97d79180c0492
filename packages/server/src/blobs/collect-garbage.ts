import type { Database } from '../database/open-database.ts';
import type { BlobStore } from './blob-store.ts';
import { unlessHeld } from './hold-garbage.ts';

/** Blobs younger than this are left alone: their upload may not have been recorded yet. */
const GRACE_MS = 60 * 60 * 1000;
const PAGE = 500;

/**
 * Removes blobs that nothing refers to any more. Safe while uploads run: a blob is younger than
 * the grace, or was put again (which its file's time shows), or is referred to. Does nothing while
 * somebody holds the garbage.
 * @returns how many were removed, and their bytes.
 */
export async function collectGarbage(
  database: Database,
  blobs: BlobStore,
  now = Date.now(),
): Promise<{ removed: number; bytes: number }> {
  const cutoff = now - GRACE_MS;
  await database.db.deleteFrom('dataset_exports').where('expires_at', '<', now).execute();
  let removed = 0;
  let bytes = 0;
  for (;;) {
    const rows = await unlessHeld(database, now, (trx) =>
      trx
        .deleteFrom('blobs')
        // Looked at again once the row is locked: somebody may just have come to refer to it.
        .where('created_at', '<', cutoff)
        .where('hash', 'in', (eb) =>
          eb
            .selectFrom('blobs as b')
            .select('b.hash')
            .where('b.created_at', '<', cutoff)
            .where(({ not, exists, selectFrom }) =>
              not(
                exists(selectFrom('checkpoints').select('id').whereRef('blob_hash', '=', 'b.hash')),
              ),
            )
            .where(({ not, exists, selectFrom }) =>
              not(exists(selectFrom('datasets').select('id').whereRef('blob_hash', '=', 'b.hash'))),
            )
            .where(({ not, exists, selectFrom }) =>
              not(
                exists(selectFrom('projects').select('id').whereRef('image_hash', '=', 'b.hash')),
              ),
            )
            .where(({ not, exists, selectFrom }) =>
              not(
                exists(
                  selectFrom('model_files').select('model_id').whereRef('blob_hash', '=', 'b.hash'),
                ),
              ),
            )
            // An export's archive too: its links to images outlive the dataset's change to another.
            .where(({ not, exists, selectFrom }) =>
              not(
                exists(
                  selectFrom('dataset_exports')
                    .select('dataset_id')
                    .where((eb) =>
                      eb.or([
                        eb('dataset_exports.blob_hash', '=', eb.ref('b.hash')),
                        eb('dataset_exports.archive_hash', '=', eb.ref('b.hash')),
                      ]),
                    ),
                ),
              ),
            )
            .limit(PAGE),
        )
        .returning(['hash', 'size'])
        .execute(),
    );
    if (!rows) return { removed, bytes };
    for (const { hash, size } of rows) {
      await blobs.remove(hash, cutoff);
      removed += 1;
      bytes += size;
    }
    if (rows.length < PAGE) return { removed, bytes };
  }
}
