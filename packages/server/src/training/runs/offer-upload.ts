import { type CheckpointUploadBody, HubError } from '@trainyard/protocol';
import { type Caller, requireAccount } from '../../accounts/caller.ts';
import type { Database } from '../../database/open-database.ts';
import type { CheckpointUploadsTable } from '../../database/schema.ts';
import { getModelToTrain } from '../models.ts';
import { attemptOf } from './complete-run.ts';
import { findRunByName } from './find-run.ts';
import { runName } from './run-name.ts';
import { beginCheckpointUpload } from './run-uploads.ts';

/**
 * Prepares for a checkpoint of a run: of the model that is named, or (callbacks before 8.4.19) of
 * the newest run of that project and name.
 * @throws HubError not_found; upload_too_large, where the size is said beforehand
 */
export async function offerUpload(
  { database, maxUploadBytes }: { database: Database; maxUploadBytes: number },
  someone: Caller,
  body: CheckpointUploadBody,
): Promise<CheckpointUploadsTable> {
  const caller = requireAccount(someone, 'train');
  const model = body.modelId
    ? await getModelToTrain(database, caller, body.modelId)
    : await findRunByName(database.db, caller, runName(body.project, body.name, caller.username));
  if (!model) throw new HubError('not_found');
  if ((body.size ?? 0) > maxUploadBytes) {
    throw new HubError('upload_too_large', { details: { maxBytes: maxUploadBytes } });
  }
  const current = Math.max(model.attempt, 1);
  const attempt = Math.min(attemptOf(body.runId) ?? current, current);
  return beginCheckpointUpload(database, model, { attempt, fileName: body.filename });
}
