import { setTimeout as delay } from 'node:timers/promises';
import { isLimited } from '../../accounts/storage-quota.ts';
import type { BlobStore } from '../../blobs/blob-store.ts';
import type { DirectTransfers } from '../../blobs/direct-transfers.ts';
import type { Database } from '../../database/open-database.ts';
import type { CheckpointUploadsTable } from '../../database/schema.ts';
import type { LiveBus } from '../../live/live-bus.ts';
import { finishCheckpointUpload } from './run-uploads.ts';

/** How long an upload may wait to begin, in milliseconds: clients repeat it for an hour at most. */
export const UPLOAD_MS = 2 * 60 * 60 * 1000;

/** How long a completion waits for its weights: the client gives it up after 30 s. */
const SOON_MS = 15_000;

interface Parts {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly live: LiveBus;
  /** Undefined where every upload goes through the hub: then nothing here does anything. */
  readonly direct: DirectTransfers | undefined;
  readonly maxUploadBytes: number;
}

/**
 * Checkpoints that trainers PUT into the bucket themselves. The bucket tells nobody, so the hub
 * takes them in when an event names them (`checkpoint_saved`, `training_complete`), when the next
 * upload of the same model is asked for, and by a sweep, for those that are never announced.
 */
export class DirectUploads {
  readonly #parts: Parts;
  readonly #taking = new Map<string, Promise<void>>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Where to PUT a checkpoint; undefined where it has to go through the hub, as where an account's
   * storage is limited: the bucket would take what is too much.
   */
  async url(upload: CheckpointUploadsTable, size: number | undefined): Promise<string | undefined> {
    const { direct, database } = this.#parts;
    if (!direct || (await isLimited(database, upload.model_id))) return undefined;
    return direct.uploadUrl(upload.id, size, UPLOAD_MS / 1000);
  }

  /**
   * Makes what was PUT a checkpoint, if anything was. Whoever asks meanwhile waits for the same.
   * @throws HubError upload_too_large, empty_upload, checkpoint_torn: it is dropped then;
   *   storage_unavailable: it is tried again
   */
  take(id: string): Promise<void> {
    const running = this.#taking.get(id);
    if (running) return running;
    const { direct, maxUploadBytes } = this.#parts;
    if (!direct) return Promise.resolve();
    const taking = direct
      .receive(id, { maxBytes: maxUploadBytes }, (blob) =>
        finishCheckpointUpload(this.#parts, id, blob),
      )
      .then(() => {})
      .finally(() => this.#taking.delete(id));
    this.#taking.set(id, taking);
    return taking;
  }

  /** The same for a call that goes on without it: for a while, and whatever comes of it. */
  async takeSoon(id: string): Promise<void> {
    if (!this.#parts.direct) return;
    const enough = new AbortController();
    const patience = delay(SOON_MS, undefined, { signal: enough.signal, ref: false });
    await Promise.race([this.take(id), patience]).catch(() => {});
    enough.abort();
    await patience.catch(() => {});
  }

  /** Everything that this model's trainer may have PUT and that no event has named. */
  async takeOfModel(modelId: string): Promise<void> {
    if (!this.#parts.direct) return;
    const waiting = await this.#parts.database.db
      .selectFrom('checkpoint_uploads')
      .select('id')
      .where('model_id', '=', modelId)
      .where('checkpoint_id', 'is', null)
      .where('created_at', '>', Date.now() - UPLOAD_MS)
      .orderBy('created_at')
      .execute();
    for (const { id } of waiting) await this.takeSoon(id);
  }

  /**
   * Everything that was PUT and never announced.
   * @param before what arrived later is still left to the event that announces it
   */
  async sweep(before: number): Promise<void> {
    const { direct } = this.#parts;
    if (!direct) return;
    for await (const { id, arrivedAt } of direct.arrived()) {
      if (arrivedAt < before) await this.take(id).catch(() => {});
    }
  }
}
