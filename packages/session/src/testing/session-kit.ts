import { join } from 'node:path';
import type { ProgressEvent } from '../progress/progress-event.ts';
import type { SessionOptions } from '../session/session-options.ts';
import type { Warning } from '../warning.ts';
import { RecordingHub } from './recording-hub.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export const MODEL_ID = 'A'.repeat(20);
export const API_KEY = 'a'.repeat(42);

/** A hub, folders, and options for a session between them; all gone at the end of the scope. */
export async function sessionKit(capabilities: string[] = []) {
  const hub = await RecordingHub.start();
  hub.capabilities = capabilities;
  const directory = await temporaryDirectory();
  const warnings: Warning[] = [];
  const progress: ProgressEvent[] = [];
  const options: SessionOptions = {
    hub: hub.url,
    apiKey: API_KEY,
    spool: join(directory.path, 'spool'),
    cache: join(directory.path, 'cache'),
    sendInterval: 10,
    environment: false,
    onWarning: (warning) => warnings.push(warning),
    onProgress: (event) => progress.push(event),
  };
  return {
    hub,
    directory: directory.path,
    options,
    warnings,
    progress,
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}
