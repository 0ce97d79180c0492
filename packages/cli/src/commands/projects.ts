import { type HubProject, PATHS } from '@trainyard/protocol';
import { findOrMakeProject, listPages } from '@trainyard/session';
import type { Command } from 'commander';
import { connect, type HubFlags, withHub } from '../hub/hub-options.ts';
import { take } from '../hub/take.ts';
import { print, printJson, printTable, time } from '../output/print.ts';
import { registerDelete } from './delete-objects.ts';
import { registerProjectsRetention } from './projects/retention.ts';
import { registerRestore } from './restore-objects.ts';

/** `trainyard projects …` */
export function registerProjects(program: Command): void {
  const projects = program.command('projects').description('List, make and delete projects.');
  withHub(projects.command('list', { isDefault: true }).description('List your projects.'))
    .option('--json', 'output for scripts')
    .action(list);
  withHub(projects.command('create').description('Make a project, unless there is one.'))
    .argument('<name>', 'its name')
    .option('--json', 'output for scripts')
    .action(async (name: string, options: HubFlags & { json?: true }) => {
      const id = await findOrMakeProject(await connect(options), name);
      if (options.json) printJson({ id, name });
      else print(id);
    });
  registerProjectsRetention(projects);
  registerDelete(projects, 'project', PATHS.hub.project);
  registerRestore(projects, 'project', PATHS.app.restoreProject);
}

async function list(options: HubFlags & { json?: true }): Promise<void> {
  const client = await connect(options);
  const found = await take(listPages<HubProject>(client, PATHS.hub.projects));
  if (options.json) return printJson(found);
  printTable(
    ['ID', 'NAME', 'MODELS', 'UPDATED'],
    found.map(({ id, meta, models, updatedAt }) => [id, meta.name, `${models}`, time(updatedAt)]),
  );
}
