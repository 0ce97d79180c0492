import type { TrainingEventReply } from '@trainyard/protocol';
import type { ModelsTable } from '../../database/schema.ts';

/** What every reply about a model tells its trainer: that it is to stop, once somebody said so. */
export function control(
  model: Pick<ModelsTable, 'id' | 'state' | 'cancel_requested_at'>,
): Pick<TrainingEventReply, 'modelId' | 'cancelled'> {
  const cancelled = model.cancel_requested_at !== null || model.state === 'cancelled';
  return { modelId: model.id, ...(cancelled && { cancelled }) };
}
