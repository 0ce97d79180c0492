import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openSession, type TrainingSession } from '@trainyard/session';
import type { Cluster } from './cluster.ts';

/** A trainer's epoch; with so many of them the training outlasts all that is done to the hubs. */
export const EPOCH_MS = 100;
export const EPOCHS = 500;
const CHECKPOINT_EVERY = 50;
const CHECKPOINT_BYTES = 6_000_000;

interface Series {
  readonly meta: { readonly name: string };
  readonly data: Readonly<Record<string, number>>;
}

/** A trainer with its session, which says what it handed over, and looks whether all of it is there. */
export class Training {
  readonly session: TrainingSession;
  readonly modelId: string;
  readonly #cluster: Cluster;
  readonly #hashes = new Set<string>();
  epoch = -1;

  private constructor(cluster: Cluster, session: TrainingSession) {
    this.#cluster = cluster;
    this.session = session;
    this.modelId = session.modelId!;
  }

  static async open(cluster: Cluster, name: string): Promise<Training> {
    const session = await openSession('yolo11n.yaml', {
      hub: cluster.url,
      apiKey: cluster.key,
      spool: join(cluster.folder, `spool-${name}`),
      cache: join(cluster.folder, 'cache'),
      sendInterval: 50,
      trainArgs: { epochs: EPOCHS },
      onWarning: () => {},
      onProgress: () => {},
    });
    return new Training(cluster, session);
  }

  /** Trains to the end; resolves once the hub has all of it. */
  async run(): Promise<void> {
    const { session } = this;
    for (let epoch = 0; epoch < EPOCHS; epoch++) {
      await pause(EPOCH_MS);
      await session.logMetrics(epoch, { 'train/loss': lossOf(epoch), lr: epoch });
      if (epoch % CHECKPOINT_EVERY === 0) {
        const file = await this.#weights(`${epoch}.pt`, CHECKPOINT_BYTES);
        assert.equal(await session.uploadCheckpoint({ epoch, file, now: true }), 'spooled');
      }
      this.epoch = epoch;
    }
    const weights = await this.#weights('best.pt', 2_000_000);
    const { complete } = await session.finish({ weights, map: 0.5 });
    assert.equal(complete, true);
  }

  /** Resolves when the trainer is so far. */
  async reached(epoch: number): Promise<void> {
    while (this.epoch < epoch) await pause(EPOCH_MS);
  }

  /** Every value and every file as it was handed over, each once. */
  async verify(): Promise<void> {
    const { modelId: id } = this;
    const get = (path: string) => this.#cluster.ask('GET', path);
    const model = await get(`/app/v1/models/${id}`);
    assert.deepEqual([model.state, model.epochsDone, model.attempt], ['trained', EPOCHS, 1]);
    const metrics: { data: Series[] } = await get(`/v1/models/${id}/metrics`);
    assert.deepEqual(metrics.data.map(({ meta }) => meta.name).sort(), ['lr', 'train/loss']);
    for (const { meta, data } of metrics.data) {
      assert.equal(Object.keys(data).length, EPOCHS);
      for (let epoch = 0; epoch < EPOCHS; epoch++) {
        const value = meta.name === 'lr' ? epoch : lossOf(epoch);
        assert.equal(data[epoch], value, `${meta.name} ${epoch}`);
      }
    }
    assert.deepEqual(await storedHashes(this.#cluster, id), [...this.#hashes].sort());
  }

  async #weights(name: string, size: number): Promise<string> {
    const file = join(this.#cluster.folder, `${this.modelId}-${name}`);
    const bytes = randomBytes(size);
    await writeFile(file, bytes);
    this.#hashes.add(hashOf(bytes));
    return file;
  }
}

/** The hashes of a model's checkpoints, one for each, sorted; each file is read, and hashed again. */
export async function storedHashes(cluster: Cluster, modelId: string): Promise<string[]> {
  const { items } = await cluster.ask('GET', `/app/v1/models/${modelId}/checkpoints?limit=100`);
  const hashes: string[] = [];
  for (const { sha256, url } of items as { sha256: string; url: string }[]) {
    const file = await fetch(new URL(url, cluster.url));
    assert.equal(hashOf(await file.bytes()), sha256);
    hashes.push(sha256);
  }
  return hashes.sort();
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function lossOf(epoch: number): number {
  return 1 / (epoch + 1);
}
