import { HubError, type TrainingEventBody, type TrainingEventReply } from '@trainyard/protocol';
import { type Caller, requireAccount, type SignedInCaller } from '../../accounts/caller.ts';
import type { ModelsTable } from '../../database/schema.ts';
import { finishModel } from '../finish-model.ts';
import { getModelToTrain } from '../models.ts';
import { systemSampleFrom } from '../system-sample.ts';
import { attemptOf, completeRun } from './complete-run.ts';
import { control } from './control.ts';
import { findRunByName } from './find-run.ts';
import { observe } from './observe.ts';
import { readRunStart } from './read-run-start.ts';
import type { EventData, RunContext } from './run-context.ts';
import { type RunName, runName } from './run-name.ts';
import { findUpload } from './run-uploads.ts';
import { startRun } from './start-run.ts';
import { takeConsole } from './take-console.ts';
import { takeEpoch } from './take-epoch.ts';

/** One event, with whom and what it means. */
interface RunEvent {
  readonly caller: SignedInCaller;
  readonly data: EventData;
  readonly name: RunName;
  /** The model that it names by its id. */
  readonly named: ModelsTable | undefined;
}

/** What is answered beyond the receipt. */
type Answer = Partial<Omit<TrainingEventReply, 'received' | 'ok' | 'event'>>;

type Handler = (hub: RunContext, event: RunEvent) => Promise<Answer>;

/** By the event's name on the wire. Unknown ones are received, and that is all. */
const HANDLERS: Readonly<Record<string, Handler>> = {
  training_started: started,
  epoch_end: async (hub, event) => {
    const model = await modelOf(hub, event);
    await takeEpoch(hub, model, event.data);
    return control(model);
  },
  console_output: async (hub, { caller, name, named, data }) => {
    await takeConsole(hub, caller, name, named, data);
    return named ? control(named) : {};
  },
  checkpoint_saved: checkpointSaved,
  training_complete: async (hub, event) => {
    const model = await modelOf(hub, event);
    const ended = await completeRun(hub, model, event.data);
    return ended ? { modelId: model.id } : { modelId: model.id, ignored: 'stale_instance' };
  },
  training_failed: failed,
  system_metrics: (hub, event) => heard(hub, event, systemSampleFrom(event.data)),
  training_progress: (hub, event) => heard(hub, event, undefined),
};

/**
 * Takes one event of a Platform callback, in whatever order they come, however often, also after
 * the end. An event without a model's id means the run of its project and name.
 * @throws HubError not_found when the model is not there, or is not the caller's; storage_full
 */
export async function takeRunEvent(
  hub: RunContext,
  someone: Caller,
  { event, data, project, name, modelId }: TrainingEventBody,
): Promise<TrainingEventReply> {
  const caller = requireAccount(someone, 'train');
  const handler = Object.hasOwn(HANDLERS, event) ? HANDLERS[event] : undefined;
  const named = modelId ? await getModelToTrain(hub.database, caller, modelId) : undefined;
  const answer = await handler?.(hub, {
    caller,
    data: data ?? {},
    name: runName(project, name, caller.username),
    named,
  });
  return { received: true, ok: true, event, ...answer };
}

async function started(hub: RunContext, event: RunEvent): Promise<Answer> {
  const { caller, data, name, named } = event;
  // Told that its model is gone, 8.4.190 starts once more, as a new one.
  if (named && named.deleted_at !== null) throw new HubError('not_found');
  const run = await startRun(hub, caller, { ...readRunStart(data), name, model: named });
  const { model, attempt } = run;
  // And so it does when told that its model has ended.
  if (!run.opened) return { modelId: model.id, cancelled: true };
  const system = systemSampleFrom(data['system']);
  if (system) {
    await hub.observations.add({ modelId: model.id, attempt, system, heardAs: 'start' });
  }
  return {
    modelId: model.id,
    modelSlug: model.slug,
    runId: attempt,
    mode: 'remote',
    ...(run.isStopping && { cancelled: true }),
  };
}

/**
 * The model that an event means; made, when its run was never registered: callbacks before 8.4.24
 * go on after a start that failed.
 */
async function modelOf(hub: RunContext, event: RunEvent): Promise<ModelsTable> {
  const { caller, name, named } = event;
  const known = named ?? (await findRunByName(hub.database.db, caller, name));
  if (known) return known;
  const start = { ...readRunStart({}), name, model: undefined };
  return (await startRun(hub, caller, start)).model;
}

/** The reply must be truthy, or the client counts the upload as failed. */
async function checkpointSaved(hub: RunContext, { data, named }: RunEvent): Promise<Answer> {
  if (!named) return {};
  const path = data['uploadPath'] ?? data['modelPath'];
  let upload = await findUpload(hub.database, named.id, path);
  if (upload && upload.checkpoint_id === null) {
    await hub.directUploads.take(upload.id);
    upload = await findUpload(hub.database, named.id, path);
  }
  const isThere = upload?.checkpoint_id != null;
  if (isThere) await observe(hub, named, { heardAs: 'checkpoint' });
  return {
    ...control(named),
    ...(!isThere && { warning: 'No upload of that path has arrived.' }),
  };
}

/** No callback up to 8.4.190 sends it; the contract lists it. */
async function failed(hub: RunContext, event: RunEvent): Promise<Answer> {
  const model = await modelOf(hub, event);
  const attempt = attemptOf(event.data['runId']) ?? model.attempt;
  if (attempt < model.attempt) return { modelId: model.id, ignored: 'stale_instance' };
  const { error } = event.data;
  const failure = typeof error === 'string' ? error : JSON.stringify(error ?? null);
  await finishModel(hub, model.id, { outcome: 'failed', failure });
  return { modelId: model.id };
}

async function heard(
  hub: RunContext,
  { caller, name, named }: RunEvent,
  system: Record<string, unknown> | undefined,
): Promise<Answer> {
  const model = named ?? (await findRunByName(hub.database.db, caller, name));
  if (!model) return {};
  await observe(hub, model, { system, heardAs: 'event' });
  return control(model);
}
