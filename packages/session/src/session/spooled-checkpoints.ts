import { rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { snapshot } from '../checkpoint/snapshot.ts';
import { makeRoom } from '../spool/make-room.ts';
import type { Spool } from '../spool/spool.ts';
import type { SpoolCheckpoint } from '../spool/spool-checkpoint.ts';
import type { Warn } from '../warning.ts';

/** What is known of a checkpoint before its snapshot. */
export type NewCheckpoint = Pick<SpoolCheckpoint, 'kind' | 'epoch' | 'isBest' | 'map'>;

export interface SpooledCheckpointsOptions {
  readonly spool: Spool;
  /** Folder of all spools, to which the limit applies. */
  readonly root: string;
  /** In bytes. */
  readonly limit: number;
  readonly warn: Warn;
  /** The snapshot that is being uploaded, or null. */
  busy(): string | null;
}

/** Takes snapshots into the spool, one after the other. */
export class SpooledCheckpoints {
  readonly #options: SpooledCheckpointsOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SpooledCheckpointsOptions) {
    this.#options = options;
  }

  /**
   * Snapshots a file into the spool.
   * @returns whether it is there, durably; when not, a warning said why.
   */
  take(file: string, checkpoint: NewCheckpoint): Promise<boolean> {
    const taken = this.#last.then(() => this.#take(file, checkpoint));
    this.#last = taken;
    return taken;
  }

  /** Resolves when all snapshots asked for so far are taken. */
  async settled(): Promise<void> {
    await this.#last;
  }

  async #take(file: string, checkpoint: NewCheckpoint): Promise<boolean> {
    const { spool, root, limit, warn, busy } = this.#options;
    let target: string | null = null;
    try {
      const { size } = await stat(file);
      if (!(await makeRoom(root, size, limit, busy(), warn))) {
        warn('spool_full', `${file} of ${size} bytes finds no room in the spool ${root}.`);
        return false;
      }
      const reserved = await spool.checkpoints.reserve();
      target = reserved.file;
      const taken = await snapshot(file, target);
      const filename = basename(file);
      await spool.checkpoints.commit(reserved.name, { ...checkpoint, ...taken, filename });
      return true;
    } catch (error) {
      if (target !== null) await rm(target, { force: true }).catch(() => undefined);
      warn('checkpoint_failed', `${(error as Error).message} It is not uploaded.`);
      return false;
    }
  }
}
