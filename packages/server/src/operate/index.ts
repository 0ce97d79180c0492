export { backupHub, type MadeBackup } from './backup-hub.ts';
export { type BackupManifest, readManifest } from './backup-manifest.ts';
export { type CheckedHub, type CheckOptions, checkHub } from './check/check-hub.ts';
export { type MovedHub, moveHub } from './move-hub.ts';
export { OperateError } from './operate-error.ts';
export { type Place, parsePlace } from './place.ts';
export type { OnOperateProgress, OperateProgress } from './progress.ts';
export { restoreHub } from './restore-hub.ts';
