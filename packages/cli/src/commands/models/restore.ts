import { PATHS } from '@trainyard/protocol';
import type { Command } from 'commander';
import { registerRestore } from '../restore-objects.ts';

/** `trainyard models restore MODEL…`: out of the trash. */
export function registerModelsRestore(models: Command): void {
  registerRestore(models, 'model', PATHS.app.restoreModel);
}
