import type { ModelReply } from '../client/get-model.ts';
import type { HubClient } from '../client/hub-client.ts';
import { downloadWeights } from '../download/download-weights.ts';
import { DatasetNotReadyError } from '../errors/dataset-not-ready-error.ts';
import { modernName } from '../identifier/modern-name.ts';
import type { OnProgress } from '../progress/progress-event.ts';
import type { Start } from './start.ts';

export interface FindStartOptions {
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal | undefined;
  /** Folder for downloaded weights. */
  readonly cache: string;
}

/**
 * Finds what is to be done with a model of the hub, and downloads what is needed for it.
 *
 * @throws DatasetNotReadyError when a new model's dataset holds nothing yet.
 * @throws ChecksumMismatchError, HubUnreachableError from the download.
 */
export async function findStart(
  client: HubClient,
  model: ModelReply,
  options: FindStartOptions,
): Promise<Start> {
  const fetchWeights = (url: string): Promise<string> =>
    downloadWeights(client, { url, modelId: model.id, ...options });
  if (model.status === 'trained' && model.weights) {
    return { kind: 'trained', weights: await fetchWeights(model.weights) };
  }
  const data = model.data ?? model.dataset?.name;
  const given = model.train_args ?? {};
  const trainArgs = { ...(data !== undefined && { data }), ...given };
  if (model.has_last_weights && model.resume) {
    const checkpoint = await fetchWeights(model.resume);
    const epochsDone = model.epochsDone ?? null;
    return { kind: 'resume', checkpoint, epochsDone, trainArgs: { ...trainArgs, resume: true } };
  }
  if (model.dataset?.id && !model.data) {
    throw new DatasetNotReadyError(client.hub, model.id, model.dataset.name);
  }
  const name = (model.is_pretrained ? model.weights : model.cfg) ?? model.cfg ?? '';
  return { kind: 'new', model: modernName(name), trainArgs };
}
