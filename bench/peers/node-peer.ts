import { fileURLToPath } from 'node:url';
import { ServerProcess } from './server-process.ts';

/** Starts one of the servers of this folder, which take a port and further arguments. */
export function nodePeer(
  file: string,
  signal: AbortSignal,
  ...further: readonly string[]
): Promise<ServerProcess> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return ServerProcess.start(
    (port) => ({ command: process.execPath, args: [path, String(port), ...further] }),
    { health: '/healthz', signal },
  );
}
