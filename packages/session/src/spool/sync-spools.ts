import { getCapabilities } from '../client/get-capabilities.ts';
import type { HubClient } from '../client/hub-client.ts';
import { deliverSpool } from '../deliver/deliver-spool.ts';
import { isSpoolLockedError } from '../errors/spool-locked-error.ts';
import type { OnProgress } from '../progress/progress-event.ts';
import type { Warn } from '../warning.ts';
import { listSpools } from './list-spools.ts';
import { Spool, type SpoolManifest } from './spool.ts';

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
    if (options.only && !directory.includes(options.only.modelId)) continue;
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
    const { modelId, sessionId } = manifest;
    const { signal, hubDeadline: deadline = 30_000 } = options;
    const capabilities = await getCapabilities(client, { signal, deadline });
    const target = { client, capabilities, modelId, sessionId, agentId: () => null };
    await deliverSpool(spool, target, options);
    return { directory, manifest, outcome: 'sent' };
  } catch (error) {
    options.signal?.throwIfAborted();
    return { directory, manifest, outcome: 'failed', message: (error as Error).message };
  } finally {
    await spool.close();
  }
}
