import { extname } from 'node:path';
import type { SpoolCheckpoint } from '../spool/spool-checkpoint.ts';

/**
 * The name under which a checkpoint is sent: `best.pt` for final weights, `last.pt` otherwise, with
 * the extension of the trainer's own file.
 */
export function checkpointName({ kind, filename }: SpoolCheckpoint): string {
  return `${kind === 'final' ? 'best' : 'last'}${extname(filename) || '.pt'}`;
}
