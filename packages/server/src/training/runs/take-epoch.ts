import type { ModelsTable } from '../../database/schema.ts';
import { epochOfPairs } from '../parse-metrics.ts';
import { systemSampleFrom } from '../system-sample.ts';
import { epochOf, epochValues, withoutKnown } from './epoch-report.ts';
import { observe } from './observe.ts';
import type { EventData, RunContext } from './run-context.ts';

/** `epoch_end`: metrics, the machine's figures, and at epoch 0 what the model measures. */
export async function takeEpoch(
  hub: RunContext,
  model: ModelsTable,
  data: EventData,
): Promise<void> {
  const epoch = epochOf(data);
  const sent = epochValues(data);
  const values = epoch === undefined ? [] : await withoutKnown(hub.database.db, model, epoch, sent);
  const system = systemSampleFrom(data['system']);
  const modelInfo = data['modelInfo'];
  const isMore = system !== undefined || Boolean(modelInfo) || values.length === 0;
  await Promise.all([
    values.length > 0 &&
      hub.ingest.add({ modelId: model.id, epochs: [epochOfPairs(epoch!, values)] }),
    isMore &&
      observe(hub, model, {
        system,
        ...(modelInfo ? { records: { model_info: modelInfo } } : {}),
        heardAs: 'metrics',
      }),
  ]);
}
