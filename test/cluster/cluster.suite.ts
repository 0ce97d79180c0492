import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openSession, type TrainingSession } from '@trainyard/session';
import { freePort } from '../../packages/server/test-support/free-port.ts';
import { freshDatabase } from '../../packages/server/test-support/postgres/fresh-database.ts';
import { installPostgres18 } from '../../packages/server/test-support/postgres/install-postgres.ts';
import { PostgresServer } from '../../packages/server/test-support/postgres/postgres-server.ts';
import { S3Server } from '../../packages/server/test-support/s3-server.ts';
import { HubProcess } from '../hub-process.ts';
import { NginxProcess } from '../nginx-process.ts';
import { ReturningViewer } from './returning-viewer.ts';

const SESSIONS = 4;
const VIEWERS = 3;
const EPOCHS = 300;
const CHECKPOINT_EVERY = 50;

/** A trainer's epoch; with so many of them the training outlasts all that is done to the hubs. */
const EPOCH_MS = 100;

const key = randomBytes(21).toString('hex');
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

interface Series {
  readonly meta: { readonly name: string };
  readonly data: Readonly<Record<string, number>>;
}

/** A training: its session, how far it is, and the hashes of all weights that it has handed over. */
interface Training {
  readonly session: TrainingSession;
  readonly hashes: Set<string>;
  epoch: number;
}

async function train(training: Training, folder: string): Promise<void> {
  const { session, hashes } = training;
  const file = join(folder, `${session.modelId}.pt`);
  const weights = async (size: number) => {
    const bytes = randomBytes(size);
    await writeFile(file, bytes);
    hashes.add(hashOf(bytes));
  };
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    await pause(EPOCH_MS);
    await session.logMetrics(epoch, { 'train/loss': 1 / (epoch + 1), lr: epoch });
    if (epoch % CHECKPOINT_EVERY === 0) {
      await weights(3_000_000);
      assert.equal(await session.uploadCheckpoint({ epoch, file, now: true }), 'spooled');
    }
    training.epoch = epoch;
  }
  await weights(2_000_000);
  const { complete } = await session.finish({ weights: file, map: 0.5 });
  assert.equal(complete, true);
}

describe('three hubs behind nginx, on PostgreSQL and S3', () => {
  it('lose and double nothing while each part of them fails', { timeout: 600_000 }, async () => {
    await using clean = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'trainyard-cluster-'));
    clean.defer(() => rm(folder, { recursive: true, force: true }));
    const postgres = clean.use(await PostgresServer.start(installPostgres18()));
    const s3 = clean.use(await S3Server.start());
    const { url: databaseUrl } = await freshDatabase(postgres.url(), { bare: true });
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    const front = await freePort();
    const environment = {
      TRAINYARD_DATABASE_URL: databaseUrl,
      TRAINYARD_BLOBS_URL: s3.url(),
      TRAINYARD_URL: `http://127.0.0.1:${front}`,
      TRAINYARD_API_KEY: key,
      TRAINYARD_OWNER_PASSWORD: 'a long enough password',
    };
    const startHub = async (port: number) =>
      HubProcess.start(join(folder, 'not-there'), { ...environment, TRAINYARD_PORT: String(port) });
    const hubs = await Promise.all(ports.map(startHub));
    clean.defer(async () => {
      await Promise.all(hubs.map((hub) => hub.process.exitCode ?? hub.stop('SIGKILL')));
    });
    const addresses = ports.map((port) => `http://127.0.0.1:${port}`);
    const { url } = clean.use(await NginxProcess.start(front, addresses));

    const trainings: Training[] = [];
    for (let number = 0; number < SESSIONS; number++) {
      const session = await openSession('yolo11n.yaml', {
        hub: url,
        apiKey: key,
        spool: join(folder, `spool-${number}`),
        cache: join(folder, 'cache'),
        sendInterval: 50,
        trainArgs: { epochs: EPOCHS },
        onWarning: () => {},
        onProgress: () => {},
      });
      trainings.push({ session, hashes: new Set(), epoch: -1 });
    }
    const models = trainings.map(({ session }) => session.modelId!);
    const viewers = Array.from({ length: VIEWERS }, () => new ReturningViewer(url, key, models));
    clean.defer(async () => void (await Promise.all(viewers.map((viewer) => viewer.stop()))));

    const training = Promise.all(trainings.map((one) => train(one, folder)));
    const reached = async (epoch: number) => {
      while (trainings.some((one) => one.epoch < epoch)) await pause(EPOCH_MS);
    };
    await reached(20);
    hubs[0]!.process.kill('SIGKILL');
    await reached(52);
    hubs[0] = await startHub(ports[0]!);
    await hubs[1]!.stop('SIGTERM');
    hubs[1] = await startHub(ports[1]!);
    await reached(102);
    await postgres.stop('SIGQUIT');
    await reached(120);
    await postgres.run();
    await reached(150);
    await s3.stop();
    await reached(180);
    await s3.resume();
    await training;

    const get = async (path: string) => {
      const response = await fetch(url + path, { headers: { 'x-api-key': key } });
      assert.equal(response.status, 200, path);
      // biome-ignore lint/suspicious/noExplicitAny: replies of every shape.
      return (await response.json()) as any;
    };
    for (const { session, hashes } of trainings) {
      const id = session.modelId!;
      const model = await get(`/app/v1/models/${id}`);
      assert.deepEqual([model.state, model.epochsDone, model.attempt], ['trained', EPOCHS, 1]);
      const metrics = await get(`/v1/models/${id}/metrics`);
      const names = metrics.data.map((series: Series) => series.meta.name).sort();
      assert.deepEqual(names, ['lr', 'train/loss']);
      for (const { meta, data } of metrics.data as Series[]) {
        const { name } = meta;
        assert.equal(Object.keys(data).length, EPOCHS);
        for (let epoch = 0; epoch < EPOCHS; epoch++) {
          assert.equal(data[epoch], name === 'lr' ? epoch : 1 / (epoch + 1), `${name} ${epoch}`);
        }
      }
      const { items } = await get(`/app/v1/models/${id}/checkpoints?limit=100`);
      const stored = items.map((item: { sha256: string }) => item.sha256);
      assert.deepEqual([...stored].sort(), [...hashes].sort(), 'each checkpoint once');
      for (const item of items) {
        const file = await fetch(new URL(item.url, url));
        assert.equal(hashOf(await file.bytes()), item.sha256);
      }
    }
    for (const viewer of viewers) {
      const caughtUp = () =>
        models.every((id) => {
          const shown = viewer.shown.get(id);
          return shown?.state === 'trained' && shown.epochsDone === EPOCHS;
        });
      while (!caughtUp()) await pause(100);
    }
  });
});
