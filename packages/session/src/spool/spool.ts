import { mkdir, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FinishBody } from '@trainyard/protocol';
import type { NewModel } from '../client/create-model.ts';
import { CheckpointStore } from './checkpoint-store.ts';
import { readSegment, type Segment } from './read-segment.ts';
import { segmentNumber } from './segment-writer.ts';
import { isLockName, lockSpool, type SpoolLock } from './spool-lock.ts';
import { syncDirectory } from './sync-directory.ts';
import { writeDurably } from './write-durably.ts';

/** A folder without a manifest counts as left behind after so long, in milliseconds. */
const STILLBORN = 3_600_000;

/**
 * Folders for which an empty spool is kept: what the hub has refused, and what a supervisor of the
 * training needs to know of it when it has died.
 */
const KEEPERS = ['refused', 'run'];

/** What a spool is for. The API key is not in it. */
export interface SpoolManifest {
  readonly version: 1;
  /** The hub's address. */
  readonly hub: string;
  /** Null until the hub was reached to make the model. */
  readonly modelId: string | null;
  /** What is to be made, as long as there is no model. */
  readonly create?: NewModel;
  /** Names the session that wrote it, on the wire too. */
  readonly sessionId: string;
  /** Sessions of the same model whose spools still held something then, oldest first. */
  readonly predecessors?: readonly string[];
  /** ISO 8601. */
  readonly createdAt: string;
}

/**
 * One session's spool: a folder with a manifest, segments of records, checkpoints, and how the
 * training ended. Whoever has one open holds its lock.
 */
export class Spool {
  readonly directory: string;
  #manifest: SpoolManifest;
  readonly checkpoints: CheckpointStore;
  readonly #lock: SpoolLock;

  private constructor(directory: string, manifest: SpoolManifest, lock: SpoolLock) {
    this.directory = directory;
    this.#manifest = manifest;
    this.checkpoints = new CheckpointStore(directory);
    this.#lock = lock;
  }

  /** Makes the spool of a new session under `root`. */
  static async create(root: string, manifest: SpoolManifest): Promise<Spool> {
    const directory = join(root, `${manifest.modelId ?? 'new'}-${manifest.sessionId}`);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const lock = await lockSpool(directory);
    await writeManifest(directory, manifest);
    await syncDirectory(root);
    return new Spool(directory, manifest, lock);
  }

  /**
   * Opens what an earlier session has left.
   * @returns null when the folder is no spool, or is just being made or removed.
   * @throws SpoolLockedError when a living process has it open.
   */
  static async open(directory: string): Promise<Spool | null> {
    const before = await readManifest(directory);
    if (before === null) {
      await removeStillborn(directory);
      return null;
    }
    const lock = await lockSpool(directory);
    // The last holder may have emptied and removed it while we waited.
    const manifest = await readManifest(directory);
    if (manifest === null) {
      await lock.release();
      await rmdir(directory).catch(() => undefined);
      return null;
    }
    const spool = new Spool(directory, manifest, lock);
    await spool.checkpoints.sweep();
    return spool;
  }

  get manifest(): SpoolManifest {
    return this.#manifest;
  }

  /** Notes which model the hub has made for this spool. */
  async setModel(modelId: string): Promise<void> {
    const { create: _, ...manifest } = this.#manifest;
    this.#manifest = { ...manifest, modelId };
    await writeManifest(this.directory, this.#manifest);
  }

  /**
   * Paths of the segments, oldest first.
   * @param below only those numbered lower; the writer is still at work on others.
   */
  async segments(below = Number.POSITIVE_INFINITY): Promise<string[]> {
    const entries = await readdir(this.directory).catch(() => []);
    const names = entries.filter((name) => (segmentNumber(name) ?? below) < below).sort();
    return names.map((name) => join(this.directory, name));
  }

  readSegment(file: string): Promise<Segment> {
    return readSegment(file);
  }

  /** Forgets a segment that the hub has acknowledged. */
  async removeSegment(file: string): Promise<void> {
    await rm(file, { force: true });
  }

  /** Puts a segment aside that the hub refuses for good, for a person to look at. */
  async setAside(file: string): Promise<string> {
    const folder = join(this.directory, 'refused');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const target = join(folder, file.slice(this.directory.length + 1));
    await rename(file, target);
    return target;
  }

  /** Notes how the training ended; sent once everything else is. */
  async writeFinish(body: FinishBody): Promise<void> {
    await writeDurably(join(this.directory, 'finish.json'), `${JSON.stringify(body)}\n`);
  }

  async readFinish(): Promise<FinishBody | null> {
    const text = await readFile(join(this.directory, 'finish.json'), 'utf8').catch(() => null);
    return text === null ? null : (JSON.parse(text) as FinishBody);
  }

  async removeFinish(): Promise<void> {
    await rm(join(this.directory, 'finish.json'), { force: true });
  }

  /** Whether nothing is left to send. What was set aside does not count, but is kept. */
  async isEmpty(): Promise<boolean> {
    const [segments, checkpoints, finish] = await Promise.all([
      this.segments(),
      this.checkpoints.list(),
      this.readFinish(),
    ]);
    return segments.length === 0 && checkpoints.length === 0 && finish === null;
  }

  /** Gives the lock back, and removes the folder when nothing is left in it. */
  async close(): Promise<void> {
    if (!(await this.isEmpty())) return this.#lock.release();
    const names: string[] = await readdir(this.directory).catch(() => []);
    if (!KEEPERS.some((name) => names.includes(name))) {
      await rm(join(this.directory, 'session.json'), { force: true });
      await rm(this.checkpoints.directory, { recursive: true, force: true });
    }
    await this.#lock.release();
    const left = await readdir(this.directory).catch(() => ['?']);
    if (left.every(isLockName)) await rmdir(this.directory).catch(() => undefined);
  }
}

/** A process died before it had written the manifest: nothing was ever in that folder. */
async function removeStillborn(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  const { mtimeMs } = await stat(directory).catch(() => ({ mtimeMs: Date.now() }));
  const idle = Date.now() - mtimeMs > STILLBORN;
  const nothing = names.every((name) => isLockName(name) || name.startsWith('session.json'));
  if (idle && nothing) await rm(directory, { recursive: true, force: true });
}

function writeManifest(directory: string, manifest: SpoolManifest): Promise<void> {
  return writeDurably(join(directory, 'session.json'), `${JSON.stringify(manifest)}\n`);
}

/** What a spool is for, without opening it; null when the folder is none. */
export async function readManifest(directory: string): Promise<SpoolManifest | null> {
  try {
    return JSON.parse(await readFile(join(directory, 'session.json'), 'utf8')) as SpoolManifest;
  } catch {
    return null;
  }
}
