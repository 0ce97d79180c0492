import { spawn } from 'node:child_process';
import { PATHS } from '@trainyard/protocol';
import { findCredentials, HubClient } from '@trainyard/session';
import type { Command } from 'commander';
import { type HubFlags, withHub } from '../hub/hub-options.ts';
import { modelOf } from '../hub/model-id.ts';
import { print } from '../output/print.ts';

/** `trainyard open [MODEL]`: shows the hub, or a model's page, in the browser. */
export function registerOpen(program: Command): void {
  withHub(program.command('open').description("Open the hub's page, or a model's, in the browser."))
    .argument('[model]', "the model's id or URL")
    .option('--print', 'only print the address')
    .action(async (model: string | undefined, options: HubFlags & { print?: true }) => {
      const named = model === undefined ? null : modelOf(model, options);
      const { hub } = await findCredentials({ ...options, ...named?.flags });
      const client = new HubClient(hub, null);
      const url = named ? client.url(PATHS.web.model, { id: named.id }).href : `${hub}/`;
      print(url);
      if (!options.print) show(url);
    });
}

function show(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  const child = spawn(command as string, args, { stdio: 'ignore', detached: true });
  // Without a desktop the printed address is all there is.
  child.on('error', () => undefined);
  child.unref();
}
