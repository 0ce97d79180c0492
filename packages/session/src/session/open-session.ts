import { randomBytes } from 'node:crypto';
import { PATHS } from '@trainyard/protocol/paths';
import { capture } from '../capture/capture.ts';
import { createModel, type NewModel } from '../client/create-model.ts';
import { getCapabilities } from '../client/get-capabilities.ts';
import { getModel } from '../client/get-model.ts';
import { HubClient } from '../client/hub-client.ts';
import { findCredentials } from '../credentials/find-credentials.ts';
import type { Reached } from '../deliver/reach-model.ts';
import { isHubUnreachableError } from '../errors/hub-unreachable-error.ts';
import { NotSignedInError } from '../errors/not-signed-in-error.ts';
import { parseIdentifier, type RemoteIdentifier } from '../identifier/identifier.ts';
import { unsentSessions } from '../spool/list-spools.ts';
import { Spool } from '../spool/spool.ts';
import { syncSpools } from '../spool/sync-spools.ts';
import { closeOnSignals } from './close-on-signals.ts';
import { findStart } from './find-start.ts';
import { LiveSession } from './live-session.ts';
import { newModel } from './new-model.ts';
import { isSilentRank } from './rank.ts';
import type { SessionOptions } from './session-options.ts';
import { type Settings, settingsOf } from './settings.ts';
import { SilentSession } from './silent-session.ts';
import type { Start } from './start.ts';
import type { TrainingSession } from './training-session.ts';

/** Time for sending what each earlier session has left, in milliseconds. */
const LEFTOVERS_DEADLINE = 600_000;

/** Time for what was logged when a signal ends the process, in milliseconds. */
const SIGNAL_DEADLINE = 1500;

/**
 * Opens a session with a hub.
 *
 * What an earlier session of the same model left in its spool goes out first, so that a resume
 * starts from the newest checkpoint even when the hub was away when it was made.
 *
 * @param identifier a model's URL, with or without `?api_key=`, `KEY_MODELID`, a model id, or a
 *   local `*.pt`, `*.yaml` or `*.yml` name, for which the hub gets a new model.
 * @throws UnrecognisedIdentifierError, NotSignedInError, NoSuchModelError, DatasetNotReadyError,
 *   HubUnreachableError (unless `whenUnreachable` is `spool`), RequestRefusedError,
 *   ChecksumMismatchError.
 */
export async function openSession(
  identifier: string,
  options: SessionOptions = {},
): Promise<TrainingSession> {
  const parsed = parseIdentifier(identifier);
  const settings = settingsOf(options);
  const { hub, apiKey } = await findCredentials({
    hub: options.hub,
    apiKey: options.apiKey,
    ...(parsed.kind === 'remote' && { identifier: parsed }),
  });
  const client = new HubClient(hub, apiKey);
  const silent = isSilentRank();
  if (!silent && parsed.kind === 'local' && apiKey === null) throw new NotSignedInError(hub, false);
  const opening: Opening = { client, options, settings };
  const { trainArgs = {} } = options;

  if (parsed.kind === 'local') {
    const start: Start = { kind: 'new', model: parsed.name, trainArgs };
    if (silent) return new SilentSession(null, start);
    const create = newModel(parsed, options);
    const hub = await orUnreachable(opening, () => reachNew(opening, create));
    return openLive(opening, start, hub, create);
  }
  const found = await orUnreachable(opening, () => reachKnown(opening, parsed, silent));
  if (found instanceof Error) {
    if (apiKey === null) throw found;
    const start: Start = { kind: 'offline', trainArgs };
    if (silent) return new SilentSession(pageOf(client, parsed.id), start);
    return openLive(opening, start, found, parsed.id);
  }
  const { start, reached } = found;
  if (silent || start.kind === 'trained') {
    return new SilentSession(pageOf(client, reached.modelId), start);
  }
  if (apiKey === null) throw new NotSignedInError(hub, false);
  return openLive(opening, start, reached, reached.modelId);
}

/** What all steps of opening need. */
interface Opening {
  readonly client: HubClient;
  readonly options: SessionOptions;
  readonly settings: Settings;
}

/** Hands an unreachable hub on as a value where the options ask for a session all the same. */
async function orUnreachable<Result>(
  { options }: Opening,
  step: () => Promise<Result>,
): Promise<Result | Error> {
  try {
    return await step();
  } catch (error) {
    if (options.whenUnreachable === 'spool' && isHubUnreachableError(error)) return error;
    throw error;
  }
}

async function reachNew({ client, options, settings }: Opening, model: NewModel): Promise<Reached> {
  const limits = { signal: options.signal, deadline: settings.openDeadline };
  const capabilities = await getCapabilities(client, limits);
  return { capabilities, modelId: await createModel(client, model, limits) };
}

async function reachKnown(
  { client, options, settings }: Opening,
  { id }: RemoteIdentifier,
  silent: boolean,
): Promise<{ start: Start; reached: Reached }> {
  const { signal } = options;
  const limits = { signal, deadline: settings.openDeadline };
  let model = await getModel(client, id, limits);
  if (!silent && (await deliverLeftovers(client, id, options, settings))) {
    model = await getModel(client, id, limits);
  }
  const start = await findStart(client, model, { ...settings, signal });
  const capabilities = await getCapabilities(client, limits);
  return { start, reached: { modelId: model.id, capabilities } };
}

/** Returns whether anything was sent, so that the model may have changed. */
async function deliverLeftovers(
  client: HubClient,
  modelId: string,
  options: SessionOptions,
  { spool, warn, onProgress, openDeadline }: Settings,
): Promise<boolean> {
  if (client.apiKey === null) return false;
  const results = await syncSpools({
    root: spool,
    client: () => client,
    only: { hub: client.hub, modelId },
    deadline: LEFTOVERS_DEADLINE,
    hubDeadline: openDeadline,
    signal: options.signal,
    warn,
    onProgress,
  });
  for (const { outcome, message } of results) {
    if (outcome === 'failed' && message) warn('leftovers_wait', message);
  }
  return results.some(({ outcome }) => outcome !== 'busy');
}

/** @param model the hub's, or the one that it is to make when it can be reached. */
async function openLive(
  { client, settings }: Opening,
  start: Start,
  hub: Reached | Error,
  model: string | NewModel,
): Promise<TrainingSession> {
  const modelId = hub instanceof Error ? (typeof model === 'string' ? model : null) : hub.modelId;
  const { hub: address } = client;
  const predecessors =
    modelId === null ? [] : await unsentSessions(settings.spool, { hub: address, modelId });
  const spool = await Spool.create(settings.spool, {
    version: 1,
    hub: address,
    modelId,
    ...(predecessors.length > 0 && { predecessors }),
    ...(modelId === null && typeof model !== 'string' && { create: model }),
    sessionId: randomBytes(15).toString('base64url'),
    createdAt: new Date().toISOString(),
  });
  const session = new LiveSession({ client, spool, start, settings, hub });
  if (settings.signals) session.onEnd(closeOnSignals(() => session.close(SIGNAL_DEADLINE)));
  // Over the HUB API alone there is no place for it.
  if (hub instanceof Error || hub.capabilities.has('events')) {
    capture(session, settings, client.apiKey);
  }
  return session;
}

function pageOf(client: HubClient, id: string): { id: string; url: string } {
  return { id, url: client.url(PATHS.web.model, { id }).href };
}
