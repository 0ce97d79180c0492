import { HubError, PATHS } from '@trainyard/protocol';
import { assertRoom } from '../../accounts/storage-quota.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import { declaredBytes } from '../../http/declared-bytes.ts';
import { IdParams } from '../../http/id-params.ts';
import { receiveUpload } from '../../http/receive-upload.ts';
import type { HubContext } from '../../hub-context.ts';
import { addCheckpoint, type CheckpointInfo } from '../../training/checkpoints.ts';
import { getModelToTrain } from '../../training/models.ts';
import { pythonBoolean, success } from './reply.ts';

/**
 * `POST /v1/models/{id}/upload`: a checkpoint. `type=epoch` with `epoch` and `isBest`, or
 * `type=final` with `map`; the file's part is named `last.pt` or `best.pt`.
 */
export function modelUploadRoutes(app: HubServer, hub: HubContext): void {
  app.post(
    PATHS.hub.modelUpload,
    { config: { access: 'train' }, schema: { params: IdParams } },
    async (request) => {
      const { id, owner_id } = await getModelToTrain(
        hub.database,
        request.caller,
        request.params.id,
      );
      await assertRoom(hub.database, owner_id, declaredBytes(request));
      const { fields, blob } = await receiveUpload(hub, request);
      const checkpoint = await addCheckpoint(hub, id, checkpointInfo(fields), blob);
      return success({
        id: checkpoint.id,
        modelId: id,
        epoch: checkpoint.epoch,
        type: checkpoint.kind,
        sha256: checkpoint.blob_hash,
        size: checkpoint.size,
      });
    },
  );
}

function checkpointInfo(fields: ReadonlyMap<string, string>): CheckpointInfo {
  const type = fields.get('type') ?? 'epoch';
  if (type !== 'epoch' && type !== 'final') {
    throw new HubError('invalid_body', { message: 'type must be "epoch" or "final".' });
  }
  const epoch = number('epoch', fields.get('epoch'));
  if (epoch !== null && (!Number.isSafeInteger(epoch) || epoch < -1)) {
    throw new HubError('invalid_body', { message: 'epoch must be a whole number from 0.' });
  }
  const isBest = pythonBoolean('isBest', fields.get('isBest')) ?? type === 'final';
  return {
    kind: type === 'final' ? 'final' : 'last',
    // ultralytics counts the epoch before the first one as -1.
    epoch: epoch === -1 ? null : epoch,
    isBest,
    map: number('map', fields.get('map')),
  };
}

/** NaN is what a trainer without a validation sends as `map`: no value. */
function number(name: string, text: string | undefined): number | null {
  if (text === undefined || text === '' || text === 'None' || /^nan$/i.test(text)) return null;
  const value = Number(text);
  if (!Number.isFinite(value)) {
    throw new HubError('invalid_body', { message: `${name} must be a number.` });
  }
  return value;
}
