import type { UploadLoad, UploadLoadResult } from '../load/upload-load.ts';
import type { Trainyard } from '../peers/trainyard.ts';
import { runLoad } from '../suite/load-process.ts';
import { UPLOAD_WAYS } from './upload-ways.ts';

/**
 * Uploads a checkpoint of a new model.
 * @returns how long that took, and the link by which it can be downloaded
 */
export async function storeCheckpoint(
  hub: Trainyard,
  file: { readonly content: number; readonly bytes: number },
  signal: AbortSignal,
): Promise<{ seconds: number; link: string }> {
  const upload = await UPLOAD_WAYS.multipart(hub, file);
  const task: UploadLoad = { bytes: file.bytes, uploads: [upload] };
  const limits = { seconds: 120, signal };
  const { seconds } = await runLoad<UploadLoadResult>('upload-load.ts', task, limits);
  const model = /models\/(\w+)\/upload/.exec(upload.url)![1]!;
  const reply = (await hub.request('GET', `/v1/models/${model}`)) as { data: { resume: string } };
  return { seconds, link: reply.data.resume };
}
