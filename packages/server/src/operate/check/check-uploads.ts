import type { PartialUploads } from '../../blobs/partial-uploads.ts';
import type { Database } from '../../database/open-database.ts';
import type { Findings } from './findings.ts';

/** Uploads younger than this are left alone, in milliseconds. */
const GRACE_MS = 60 * 60 * 1000;

/** Looks for resumable uploads whose bytes are gone; their session begins them again. */
export async function checkUploads(
  { database: { db }, partials }: { database: Database; partials: PartialUploads },
  findings: Findings,
  fix: boolean,
  now = Date.now(),
): Promise<void> {
  const rows = await db
    .selectFrom('resumable_uploads')
    .select('id')
    .where('finished_at', 'is', null)
    .where('created_at', '<', now - GRACE_MS)
    .execute();
  for (const { id } of rows) {
    if ((await partials.size(id)) !== undefined) continue;
    if (fix) {
      await db
        .deleteFrom('resumable_uploads')
        .where('id', '=', id)
        .where('finished_at', 'is', null)
        .execute();
    }
    findings.add({ kind: 'upload_lost', what: id, fixed: fix });
  }
}
