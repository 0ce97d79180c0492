import { PATHS } from '@trainyard/protocol';
import type { Command } from 'commander';
import { registerDelete } from '../delete-objects.ts';

/** `trainyard models delete MODEL…`: into the trash, from where `restore` takes them back. */
export function registerModelsDelete(models: Command): void {
  registerDelete(models, 'model', PATHS.hub.model);
}
