import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '../checkpoint/hash-file.ts';
import type { HubClient } from '../client/hub-client.ts';
import type { OnProgress } from '../progress/progress-event.ts';
import { download } from './download.ts';

export interface DownloadWeightsOptions {
  /** As the hub gives it; relative ones are meant from the hub. */
  readonly url: string;
  readonly modelId: string;
  /** Folder of the cache. */
  readonly cache: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: OnProgress;
}

/**
 * Downloads weights into the cache, under a folder of their content, so that changed weights never
 * meet old ones of the same name. Weights that are there already are verified, not downloaded.
 *
 * @returns the file's path.
 * @throws ChecksumMismatchError, HubUnreachableError, RequestRefusedError.
 */
export async function downloadWeights(
  client: HubClient,
  options: DownloadWeightsOptions,
): Promise<string> {
  const { modelId, cache, signal, onProgress } = options;
  const url = new URL(options.url, client.hub);
  const sha256 = hashIn(url);
  const name = decodeURIComponent(url.pathname.split('/').at(-1) || 'weights.pt');
  const content = sha256 ?? createHash('sha256').update(url.pathname).digest('hex');
  const target = join(cache, 'weights', modelId, content.slice(0, 16), name.replaceAll('\\', '_'));
  if (sha256 !== null && (await exists(target)) && (await hashFile(target)) === sha256) {
    return target;
  }
  const headers = url.origin === new URL(client.hub).origin ? client.headers : {};
  const { accept: _json, ...rest } = headers as Record<string, string>;
  await download({ url: url.href, target, name, sha256, headers: rest, signal, onProgress });
  return target;
}

/** Our hub's file addresses hold the content's hash as one segment of their path. */
function hashIn(url: URL): string | null {
  return url.pathname.split('/').find((segment) => /^[0-9a-f]{64}$/.test(segment)) ?? null;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
