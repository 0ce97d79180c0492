export { createHub, type Hub } from './create-hub.ts';
export { type HubOptions, InvalidOptionError } from './hub-options.ts';
export { FolderInUseError } from './lock-folder.ts';
