import type { ModelsTable } from '../../database/schema.ts';
import { finishModel } from '../finish-model.ts';
import { promoteWeights } from './promote-weights.ts';
import { type EventData, isObject, type RunContext } from './run-context.ts';
import { findUpload } from './run-uploads.ts';

/**
 * Ends a run: keeps its results, class names, plots and validation rows, makes the weights that
 * it uploaded last its final ones, and the model trained (or cancelled, when it was told to stop).
 * A completion of a run that another has followed only leaves its records. Repeating it changes
 * nothing.
 * @returns whether it ended the model.
 */
export async function completeRun(
  hub: RunContext,
  model: ModelsTable,
  data: EventData,
): Promise<boolean> {
  const current = Math.max(model.attempt, 1);
  const attempt = attemptOf(data['runId']) ?? current;
  const isStale = attempt < current;
  const { validation, ...results } = isObject(data['results']) ? data['results'] : {};
  const records: Record<string, unknown> = {};
  if (Object.keys(results).length > 0) records['results'] = results;
  if (validation !== undefined) records['validation'] = validation;
  if (Array.isArray(data['classNames'])) records['class_names'] = data['classNames'];
  if (Array.isArray(data['plots']) && data['plots'].length > 0) records['plots'] = data['plots'];
  await hub.observations.add({
    modelId: model.id,
    attempt: Math.min(attempt, current),
    records,
    heardAs: isStale ? undefined : 'results',
  });
  if (isStale) return false;
  await promote(hub, model.id, current, results);
  await finishModel(hub, model.id, { outcome: 'finished' });
  return true;
}

/** The attempt that a `runId` means; undefined when there is none. */
export function attemptOf(runId: unknown): number | undefined {
  const number = typeof runId === 'string' ? Number(runId) : runId;
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0
    ? number
    : undefined;
}

/**
 * Makes the uploaded weights final: those that `modelPath` names, as soon as they are there: the
 * bucket that they were PUT into may be away at this moment. Callbacks before 8.4.11 name a file of
 * their own machine instead; then it is what they uploaded last. A run whose last upload failed
 * names nothing, and its model keeps the best weights that it has.
 */
async function promote(
  hub: RunContext,
  modelId: string,
  attempt: number,
  results: EventData,
): Promise<void> {
  const path = results['modelPath'];
  if (typeof path !== 'string' || path === '') return;
  const { db } = hub.database;
  const metrics = isObject(results['metrics']) ? results['metrics'] : {};
  const told = metrics['metrics/mAP50-95(B)'];
  const map = typeof told === 'number' && Number.isFinite(told) ? told : null;
  const named = await findUpload(hub.database, modelId, path);
  if (named) {
    // Said first: whoever takes the weights in, now or later, finds it written there.
    await db
      .updateTable('checkpoint_uploads')
      .set({ is_final: 1, final_map: map })
      .where('id', '=', named.id)
      .execute();
    await hub.directUploads.takeSoon(named.id);
  } else {
    await hub.directUploads.takeOfModel(modelId);
  }
  const uploads = db
    .selectFrom('checkpoint_uploads')
    .select('checkpoint_id')
    .where('model_id', '=', modelId)
    .where('checkpoint_id', 'is not', null);
  const it = named && (await uploads.where('id', '=', named.id).executeTakeFirst());
  const last = () =>
    uploads.where('attempt', '=', attempt).orderBy('created_at', 'desc').executeTakeFirst();
  const id = (it ?? (await last()))?.checkpoint_id;
  if (id) await promoteWeights(hub, modelId, id, map);
}
