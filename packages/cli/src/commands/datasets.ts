import { PATHS } from '@trainyard/protocol';
import type { Command } from 'commander';
import { registerDatasetsCheck } from './datasets/check.ts';
import { registerDatasetsList } from './datasets/list.ts';
import { registerDatasetsUpload } from './datasets/upload.ts';
import { registerDelete } from './delete-objects.ts';
import { registerRestore } from './restore-objects.ts';

/** `trainyard datasets …` */
export function registerDatasets(program: Command): void {
  const datasets = program.command('datasets').description('List, check and upload datasets.');
  registerDatasetsList(datasets);
  registerDatasetsCheck(datasets);
  registerDatasetsUpload(datasets);
  registerDelete(datasets, 'dataset', PATHS.hub.dataset);
  registerRestore(datasets, 'dataset', PATHS.app.restoreDataset);
}
