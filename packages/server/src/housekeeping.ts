import { collectGarbage } from './blobs/collect-garbage.ts';
import { emptyTrash } from './catalogue/empty-trash.ts';
import type { HubContext } from './hub-context.ts';
import type { ResolvedOptions } from './hub-options.ts';
import { sweepSilent } from './training/liveness.ts';
import { thinCheckpoints } from './training/thin-checkpoints.ts';

/** How often unreferenced blobs are removed, in milliseconds. */
const GARBAGE_EVERY_MS = 10 * 60 * 1000;

/** Sweeps for which a direct upload is left to the event that announces it. */
const SWEEPS_UNANNOUNCED = 4;

/** The work that no request asks for. */
export interface Housekeeping {
  /** Starts no more of it, and waits for what is under way. */
  stop(): Promise<void>;
}

/**
 * Looks for silent agents, old trash, spare checkpoints and garbage, now and then, for as long as
 * the hub runs. Of several processes one does that; only what lies in its own data folder each
 * looks after itself.
 */
export function startHousekeeping(hub: HubContext, options: ResolvedOptions): Housekeeping {
  const { peers } = hub.database;
  let listeningSince = Date.now();
  const chores = [
    repeat(options.sweepSeconds * 1000, async () => {
      try {
        await hub.database.ping();
        if (await peers.keepsHouse()) await sweepSilent(hub, options, listeningSince);
      } catch (error) {
        // While the database does not answer, no heartbeat can be taken down.
        listeningSince = Date.now();
        throw error;
      }
    }),
    repeat(options.sweepSeconds * 1000, async () => {
      const before = Date.now() - SWEEPS_UNANNOUNCED * options.sweepSeconds * 1000;
      if (await peers.keepsHouse()) await hub.directUploads.sweep(before);
    }),
    repeat(GARBAGE_EVERY_MS, async () => {
      const keepsHouse = await peers.keepsHouse();
      if (keepsHouse || !hub.blobs.isShared) {
        await hub.uploads.sweep();
        await hub.blobs.cleanUp();
      }
      if (!keepsHouse) return;
      await emptyTrash(hub.database);
      await thinCheckpoints(hub.database);
      await collectGarbage(hub.database, hub.blobs);
    }),
  ];
  return {
    stop: async () => {
      await Promise.all(chores.map((stop) => stop()));
    },
  };
}

/** Runs a chore again and again, never twice at once; a failed run is tried again at the next. */
function repeat(everyMs: number, chore: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  let timer: NodeJS.Timeout;
  const schedule = () => {
    timer = setTimeout(() => {
      running = chore()
        .catch(() => {})
        .finally(() => {
          if (!stopped) schedule();
        });
    }, everyMs);
    timer.unref();
  };
  schedule();
  return () => {
    stopped = true;
    clearTimeout(timer);
    return running;
  };
}
