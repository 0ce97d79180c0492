import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * Runs a load generator in a process of its own, so that its work is not counted as anybody's.
 * It gets its task as JSON on its standard input and answers with one line of JSON.
 * @param file below `bench/load`
 * @param seconds after which it is ended
 * @throws Error when it fails or takes too long
 */
export async function runLoad<Result>(
  file: string,
  task: unknown,
  { seconds, signal }: { readonly seconds: number; readonly signal: AbortSignal },
): Promise<Result> {
  const path = fileURLToPath(new URL(`../load/${file}`, import.meta.url));
  const child = spawn(process.execPath, [path], {
    stdio: ['pipe', 'pipe', 'inherit'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]),
    killSignal: 'SIGKILL',
  });
  const ended = once(child, 'close');
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  child.stdin.end(JSON.stringify(task));
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`${file} ended with ${code}`);
  return JSON.parse(text) as Result;
}

/** The task that {@link runLoad} sent, inside the load generator. */
export async function readTask<Task>(): Promise<Task> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
  return JSON.parse(text) as Task;
}
