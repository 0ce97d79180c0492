import type { FinishBody, ModelState } from '@trainyard/protocol';
import type { Caller } from '../accounts/caller.ts';
import type { Database } from '../database/open-database.ts';
import type { LiveBus } from '../live/live-bus.ts';
import { finishModel } from './finish-model.ts';
import { getModelToTrain } from './models.ts';
import { keepRecord } from './observations.ts';
import { sessionAttempt } from './session-attempt.ts';

/**
 * Takes a session's word on how its training ended. The word of a session of an earlier attempt
 * is kept, and changes nothing of the one under way.
 * @throws HubError not_found
 */
export async function endSession(
  parts: { database: Database; live: LiveBus },
  caller: Caller,
  modelId: string,
  { sessionId, ...ending }: FinishBody,
): Promise<ModelState> {
  const { database } = parts;
  await getModelToTrain(database, caller, modelId);
  const attempt = await sessionAttempt(database, modelId, { sessionId });
  await keepRecord(database.db, { modelId, attempt }, 'ending', ending);
  const model = await getModelToTrain(database, caller, modelId);
  if (model.attempt !== attempt) return model.state;
  const outcome = ending.state === 'trained' ? 'finished' : ending.state;
  return finishModel(parts, modelId, { outcome, failure: failureOf(ending) });
}

function failureOf({ message, lastLines = [] }: Omit<FinishBody, 'sessionId'>): string | undefined {
  const text = [message, ...lastLines].filter((line) => line !== undefined).join('\n');
  return text === '' ? undefined : text;
}
