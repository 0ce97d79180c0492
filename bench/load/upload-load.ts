import { open } from 'node:fs/promises';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readTask } from '../suite/load-process.ts';
import { contentOf } from './upload-content.ts';

/** Sends files, all at once. */
export interface UploadLoad {
  readonly bytes: number;
  readonly uploads: readonly {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    /** Which content; see `contentOf`. */
    readonly content: number;
    /** What comes before and after it in the body. */
    readonly before?: string;
    readonly after?: string;
    /** A file that the server has made of it, and its folder, to be synced here. */
    readonly sync?: readonly string[];
  }[];
}

export interface UploadLoadResult {
  readonly seconds: number;
  readonly replies: readonly string[];
}

const { bytes, uploads } = await readTask<UploadLoad>();
const start = performance.now();
const replies = await Promise.all(uploads.map(send));
const result: UploadLoadResult = { seconds: (performance.now() - start) / 1000, replies };
process.stdout.write(JSON.stringify(result));

async function send(upload: UploadLoad['uploads'][number]): Promise<string> {
  const { method, url, headers, content, before = '', after = '', sync = [] } = upload;
  const length = Buffer.byteLength(before) + bytes + Buffer.byteLength(after);
  const answer = Promise.withResolvers<string>();
  const sending = request(
    url,
    { method, headers: { ...headers, 'content-length': length } },
    async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      if (response.statusCode! < 300) answer.resolve(text);
      else answer.reject(new Error(`${method} ${url}: ${response.statusCode} ${text}`));
    },
  );
  sending.on('error', answer.reject);
  await pipeline(Readable.from(body(before, content, after), { objectMode: true }), sending);
  const reply = await answer.promise;
  for (const path of sync) {
    const file = await open(path, 'r');
    await file.sync();
    await file.close();
  }
  return reply;
}

function* body(before: string, content: number, after: string): Generator<Buffer> {
  if (before) yield Buffer.from(before);
  yield* contentOf(content, bytes);
  if (after) yield Buffer.from(after);
}
