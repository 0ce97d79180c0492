export { StorageStartError } from './blobs/storage-start-error.ts';
export { createHub, type Hub } from './create-hub.ts';
export { DatabaseUnavailableError } from './database/database-error.ts';
export type { HubOptions } from './hub-options.ts';
export { InvalidOptionError } from './invalid-option-error.ts';
export { FolderInUseError } from './lock-folder.ts';
export { MoveUnfinishedError } from './operate/move-state.ts';
