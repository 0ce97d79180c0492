import { createHub, type Hub } from '@trainyard/server';
import { HubClient } from '../client/hub-client.ts';
import { API_KEY } from './session-kit.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** The hub itself, in this process, on a data folder of its own. */
export async function realHub(): Promise<AsyncDisposable & { hub: Hub; client: HubClient }> {
  const directory = await temporaryDirectory();
  const hub = await createHub({
    port: 0,
    data: directory.path,
    apiKey: API_KEY,
    logLevel: 'fatal',
  });
  return {
    hub,
    client: new HubClient(hub.url, API_KEY),
    async [Symbol.asyncDispose]() {
      await hub.close(1000);
      await directory[Symbol.asyncDispose]();
    },
  };
}
