import type { Command } from 'commander';
import { registerModelsDelete } from './models/delete.ts';
import { registerModelsDownload } from './models/download.ts';
import { registerModelsList } from './models/list.ts';
import { registerModelsRestore } from './models/restore.ts';
import { registerModelsShow } from './models/show.ts';

/** `trainyard models …` */
export function registerModels(program: Command): void {
  const models = program.command('models').description('List, show, download and delete models.');
  registerModelsList(models);
  registerModelsShow(models);
  registerModelsDownload(models);
  registerModelsDelete(models);
  registerModelsRestore(models);
}
