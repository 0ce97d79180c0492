import { randomBytes } from 'node:crypto';
import { PATHS } from '@trainyard/protocol/paths';
import { capture } from '../capture/capture.ts';
import { createModel } from '../client/create-model.ts';
import { getCapabilities } from '../client/get-capabilities.ts';
import { getModel } from '../client/get-model.ts';
import { HubClient } from '../client/hub-client.ts';
import { findCredentials } from '../credentials/find-credentials.ts';
import { NotSignedInError } from '../errors/not-signed-in-error.ts';
import { type LocalIdentifier, parseIdentifier } from '../identifier/identifier.ts';
import { Spool } from '../spool/spool.ts';
import { syncSpools } from '../spool/sync-spools.ts';
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

/**
 * Opens a session with a hub.
 *
 * What an earlier session of the same model left in its spool goes out first, so that a resume
 * starts from the newest checkpoint even when the hub was away when it was made.
 *
 * @param identifier a model's URL, with or without `?api_key=`, `KEY_MODELID`, a model id, or a
 *   local `*.pt`, `*.yaml` or `*.yml` name, for which the hub gets a new model.
 * @throws UnrecognisedIdentifierError, NotSignedInError, NoSuchModelError, DatasetNotReadyError,
 *   HubUnreachableError, RequestRefusedError, ChecksumMismatchError.
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

  if (parsed.kind === 'local') {
    const start: Start = { kind: 'new', model: parsed.name, trainArgs: options.trainArgs ?? {} };
    if (silent) return new SilentSession(null, start);
    const modelId = await create(client, parsed, options, settings);
    return openLive(client, modelId, start, settings, options.signal);
  }
  const { signal } = options;
  const deadline = settings.openDeadline;
  let model = await getModel(client, parsed.id, { signal, deadline });
  if (!silent && (await deliverLeftovers(client, parsed.id, options, settings))) {
    model = await getModel(client, parsed.id, { signal, deadline });
  }
  const start = await findStart(client, model, { ...settings, signal });
  if (silent) return new SilentSession(pageOf(client, model.id), start);
  if (apiKey === null) throw new NotSignedInError(hub, false);
  return openLive(client, model.id, start, settings, signal);
}

async function create(
  client: HubClient,
  identifier: LocalIdentifier,
  options: SessionOptions,
  { openDeadline }: Settings,
): Promise<string> {
  if (client.apiKey === null) throw new NotSignedInError(client.hub, false);
  const { signal } = options;
  return createModel(client, newModel(identifier, options), { signal, deadline: openDeadline });
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

async function openLive(
  client: HubClient,
  modelId: string,
  start: Start,
  settings: Settings,
  signal: AbortSignal | undefined,
): Promise<TrainingSession> {
  if (start.kind === 'trained') return new SilentSession(pageOf(client, modelId), start);
  const deadline = settings.openDeadline;
  const capabilities = await getCapabilities(client, { signal, deadline });
  const sessionId = randomBytes(15).toString('base64url');
  const spool = await Spool.create(settings.spool, {
    version: 1,
    hub: client.hub,
    modelId,
    sessionId,
    createdAt: new Date().toISOString(),
  });
  const target = { client, capabilities, modelId, sessionId };
  const session = new LiveSession(target, start, spool, settings);
  if (capabilities.has('events')) capture(session, settings, client.apiKey);
  return session;
}

function pageOf(client: HubClient, id: string): { id: string; url: string } {
  return { id, url: client.url(PATHS.web.model, { id }).href };
}
