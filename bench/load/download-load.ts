import { get } from 'node:http';
import { readTask } from '../suite/load-process.ts';

/** Downloads a file and throws it away. */
export interface DownloadLoad {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface DownloadLoadResult {
  readonly seconds: number;
  readonly bytes: number;
}

const { url, headers } = await readTask<DownloadLoad>();
const start = performance.now();
const done = Promise.withResolvers<number>();
get(url, { headers }, (response) => {
  let received = 0;
  response.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  response.on('error', done.reject);
  response.on('end', () => done.resolve(received));
}).on('error', done.reject);
const bytes = await done.promise;
const result: DownloadLoadResult = { seconds: (performance.now() - start) / 1000, bytes };
process.stdout.write(JSON.stringify(result));
