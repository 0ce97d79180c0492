import type { HubClient } from '../client/hub-client.ts';
import { deliverSpool } from '../deliver/deliver-spool.ts';
import { leaveModel } from '../deliver/leave-model.ts';
import { reachModel } from '../deliver/reach-model.ts';
import { isSpoolLockedError } from '../errors/spool-locked-error.ts';
import type { OnProgress } from '../progress/progress-event.ts';
import type { Warn } from '../warning.ts';
import { listSpools } from './list-spools.ts';
import { readManifest, Spool, type SpoolManifest } from './spool.ts';

export interface SyncSpoolsOptions {
  /** Folder of the spools. */
  readonly root: string;
  /** The client for a hub; null when there is no key for it. */
  client(hub: string): HubClient | null | Promise<HubClient | null>;
  /** Narrows it to the spools of one model. */
  readonly only?: { readonly hub: string; readonly modelId: string };
  /** Time for each spool, in milliseconds. */
  readonly deadline: number;
  /** Time to find out what the hub is, in milliseconds. Default 30,000. */
  readonly hubDeadline?: number;
  readonly signal?: AbortSignal | undefined;
  readonly warn: Warn;
  readonly onProgress: OnProgress;
}

/** What became of one spool. */
export interface SyncResult {
  readonly directory: string;
  /** Null when the spool is in use and was not read. */
  readonly manifest: SpoolManifest | null;
  /**
   * - `sent`: everything in it is on the hub.
   * - `busy`: its session still runs.
   * - `failed`: it stays for the next time; `message` says why.
   */
  readonly outcome: 'sent' | 'busy' | 'failed';
  readonly message?: string;
}

/** Sends what earlier sessions have left, oldest first. One spool's failure leaves the others be. */
export async function syncSpools(options: SyncSpoolsOptions): Promise<SyncResult[]> {
  const results: SyncResult[] = [];
  for (const directory of await listSpools(options.root)) {
    const { only } = options;
    if (only && (await readManifest(directory))?.modelId !== only.modelId) continue;
    const result = await syncSpool(directory, options);
    if (result !== null) results.push(result);
  }
  return results;
}

async function syncSpool(
  directory: string,
  options: SyncSpoolsOptions,
): Promise<SyncResult | null> {
  let spool: Spool | null;
  try {
    spool = await Spool.open(directory);
  } catch (error) {
    if (!isSpoolLockedError(error)) throw error;
    return { directory, manifest: null, outcome: 'busy', message: error.message };
  }
  if (spool === null) return null;
  const { manifest } = spool;
  try {
    if (options.only && manifest.hub !== options.only.hub) return null;
    const client = await options.client(manifest.hub);
    if (client === null) {
      const message = `There is no API key for ${manifest.hub}. Run 'trainyard login' first.`;
      return { directory, manifest, outcome: 'failed', message };
    }
    const { signal, hubDeadline: deadline = 30_000 } = options;
    const reached = await reachModel(client, spool, { signal, deadline });
    const { sessionId, predecessors } = manifest;
    const target = { ...reached, client, sessionId, predecessors, agentId: () => null };
    const ended = (await spool.readFinish()) !== null;
    await deliverSpool(spool, async () => target, options);
    // What it left has let the hub think that it trains again. Whoever names a model will train it.
    if (!ended && !options.only) {
      await leaveModel(target, { signal, deadline: 5000 }).catch(() => undefined);
    }
    return { directory, manifest: spool.manifest, outcome: 'sent' };
  } catch (error) {
    options.signal?.throwIfAborted();
    return {
      directory,
      manifest: spool.manifest,
      outcome: 'failed',
      message: (error as Error).message,
    };
  } finally {
    await spool.close();
  }
}
