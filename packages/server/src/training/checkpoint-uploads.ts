import { HubError } from '@trainyard/protocol';
import type { Caller } from '../accounts/caller.ts';
import { randomId } from '../accounts/random-id.ts';
import { assertRoom } from '../accounts/storage-quota.ts';
import type { PartialUploads } from '../blobs/partial-uploads.ts';
import type { Database } from '../database/open-database.ts';
import type { ResumableUploadsTable } from '../database/schema.ts';
import type { LiveBus } from '../live/live-bus.ts';
import { addCheckpoint, type CheckpointInfo } from './checkpoints.ts';
import { getModelToTrain } from './models.ts';
import { sessionAttempt } from './session-attempt.ts';

/** An upload that nothing was added to for so long is given up, in milliseconds. */
const PATIENCE = 7 * 24 * 60 * 60 * 1000;

/** What a resumable upload says of its content before it begins. */
export interface UploadMetadata extends CheckpointInfo {
  readonly sessionId: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** How far an upload is, in bytes. */
export interface UploadState {
  readonly offset: number;
  readonly size: number;
}

interface Parts {
  readonly database: Database;
  readonly partials: PartialUploads;
  readonly live: LiveBus;
  readonly maxUploadBytes: number;
}

/**
 * Checkpoints that arrive in pieces, over any number of connections and restarts. The last piece
 * makes the checkpoint; whoever asks in the meantime waits for that.
 */
export class CheckpointUploads {
  readonly #parts: Parts;
  /** The request that appends to an upload at this moment: there is at most one. */
  readonly #appending = new Map<string, { stop(): void; done: Promise<unknown> }>();
  readonly #finishing = new Map<string, Promise<void>>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Begins an upload.
   * @throws HubError not_found, upload_too_large, empty_upload, quota_exceeded, storage_full
   */
  async create(
    caller: Caller,
    modelId: string,
    size: number,
    metadata: UploadMetadata,
  ): Promise<string> {
    const { database, partials, maxUploadBytes } = this.#parts;
    const { owner_id } = await getModelToTrain(database, caller, modelId);
    if (size > maxUploadBytes) {
      throw new HubError('upload_too_large', { details: { maxBytes: maxUploadBytes } });
    }
    if (size === 0) throw new HubError('empty_upload');
    await assertRoom(database, owner_id, size);
    const id = randomId();
    await partials.create(id);
    const row: ResumableUploadsTable = {
      id,
      model_id: modelId,
      size,
      metadata: JSON.stringify(metadata),
      created_at: Date.now(),
      finished_at: null,
    };
    await database.db.insertInto('resumable_uploads').values(row).execute();
    return id;
  }

  /**
   * How far an upload is. A request that still appends is ended first: whoever asks has lost that
   * connection, and the hub may just not know it yet.
   * @throws HubError not_found, and what makes a finished upload no checkpoint
   */
  async state(caller: Caller, id: string): Promise<UploadState> {
    const row = await this.#find(caller, id);
    await this.#interrupt(id);
    return this.#stateOf(row);
  }

  /**
   * Appends what a request brings, at the place where the upload is.
   * @throws HubError not_found, state_conflict when that is elsewhere, upload_too_large
   */
  async append(
    caller: Caller,
    id: string,
    offset: number,
    source: AsyncIterable<Buffer> & { destroy(): unknown },
  ): Promise<UploadState> {
    const row = await this.#find(caller, id);
    await this.#interrupt(id);
    const before = await this.#stateOf(row);
    if (before.offset !== offset) {
      throw new HubError('state_conflict', {
        message: `This upload is at byte ${before.offset}, not ${offset}. Go on from there.`,
        details: { offset: before.offset },
      });
    }
    const content = atMost(source, row.size - offset);
    if (offset === row.size) {
      for await (const _ of content);
      return before;
    }
    const done = this.#parts.partials.append(id, offset, content);
    const running = { stop: () => void source.destroy(), done };
    this.#appending.set(id, running);
    try {
      const { error } = await done;
      if (error !== undefined) throw error;
    } finally {
      if (this.#appending.get(id) === running) this.#appending.delete(id);
    }
    return this.#stateOf(row);
  }

  /** Gives an upload up. @throws HubError not_found */
  async remove(caller: Caller, id: string): Promise<void> {
    await this.#find(caller, id);
    await this.#interrupt(id);
    await this.#forget(id);
  }

  /** Forgets uploads that nobody goes on with, and finished ones. */
  async sweep(now = Date.now()): Promise<void> {
    const { database, partials } = this.#parts;
    for (const id of await partials.idle(now - PATIENCE)) await this.#forget(id);
    await database.db
      .deleteFrom('resumable_uploads')
      .where('finished_at', '<', now - PATIENCE)
      .execute();
  }

  async #find(caller: Caller, id: string): Promise<ResumableUploadsTable> {
    const { database } = this.#parts;
    const row = await database.db
      .selectFrom('resumable_uploads')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (!row) throw new HubError('not_found');
    await getModelToTrain(database, caller, row.model_id);
    return row;
  }

  async #interrupt(id: string): Promise<void> {
    const running = this.#appending.get(id);
    running?.stop();
    await running?.done.catch(() => {});
  }

  async #stateOf(row: ResumableUploadsTable): Promise<UploadState> {
    const { id, size } = row;
    const { partials } = this.#parts;
    if (row.finished_at !== null) return { offset: size, size };
    const offset = await partials.size(id);
    if (offset === size) await this.#finishOnce(row);
    if (offset !== undefined) return { offset, size };
    // Finished since the row was read, or gone with the data folder.
    if (await this.#isFinished(id)) return { offset: size, size };
    throw new HubError('not_found');
  }

  async #isFinished(id: string): Promise<boolean> {
    const row = await this.#parts.database.db
      .selectFrom('resumable_uploads')
      .select('finished_at')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.finished_at != null;
  }

  #finishOnce(row: ResumableUploadsTable): Promise<void> {
    const running = this.#finishing.get(row.id);
    if (running) return running;
    const finishing = this.#finish(row).finally(() => this.#finishing.delete(row.id));
    this.#finishing.set(row.id, finishing);
    return finishing;
  }

  async #finish({ id, model_id, metadata }: ResumableUploadsTable): Promise<void> {
    const { database, partials, maxUploadBytes } = this.#parts;
    const { sessionId, sha256, ...info } = JSON.parse(metadata) as UploadMetadata;
    try {
      const blob = await partials.store(id, { maxBytes: maxUploadBytes, hash: sha256 });
      const attempt = await sessionAttempt(database, model_id, { sessionId });
      await addCheckpoint(this.#parts, model_id, { ...info, attempt }, blob);
    } catch (error) {
      // Another hub on the same storage was asked too, and was quicker.
      if (await this.#isFinished(id)) return;
      // What is wrong with the content does not get better by asking again.
      if (error instanceof HubError && error.status < 500) await this.#forget(id);
      throw error;
    }
    await database.db
      .updateTable('resumable_uploads')
      .set({ finished_at: Date.now() })
      .where('id', '=', id)
      .execute();
    await partials.remove(id);
  }

  async #forget(id: string): Promise<void> {
    const { database, partials } = this.#parts;
    await database.db.deleteFrom('resumable_uploads').where('id', '=', id).execute();
    await partials.remove(id);
  }
}

/** @throws HubError upload_too_large in place of the first byte too many */
async function* atMost(source: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let left = most;
  for await (const chunk of source) {
    left -= chunk.length;
    if (left < 0) {
      throw new HubError('upload_too_large', {
        message: 'The upload is longer than it said at its beginning.',
      });
    }
    yield chunk;
  }
}
