import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { launchChromium } from '../../packages/dashboard/test/browser/support/chromium.ts';
import { until } from '../../packages/server/test-support/until.ts';
import { Cluster } from './cluster.ts';
import { HalfSentUpload } from './half-sent-upload.ts';
import { BEFORE_LOCKING, HeldMigration, NEWER_RELEASE, WHILE_LOCKING } from './held-migration.ts';
import { PageViewer } from './page-viewer.ts';
import { ReturningViewer } from './returning-viewer.ts';
import { EPOCHS, storedHashes, Training } from './training.ts';

const SESSIONS = 4;
const BROWSERS = 3;

/** How long the bucket is away, in milliseconds. */
const OUTAGE_MS = 30_000;

describe('three hubs behind nginx, on PostgreSQL and S3', () => {
  it('lose and double nothing while each part of them fails', { timeout: 600_000 }, async () => {
    await using clean = new AsyncDisposableStack();
    const cluster = clean.use(await Cluster.start());
    const browser = await launchChromium();
    clean.defer(() => browser.close());
    const trainings: Training[] = [];
    for (let number = 0; number < SESSIONS; number++) {
      trainings.push(await Training.open(cluster, String(number)));
    }
    const models = trainings.map(({ modelId }) => modelId);

    const pages: PageViewer[] = [];
    for (let number = 0; number < BROWSERS; number++) {
      pages.push(await PageViewer.open(browser, cluster, models[number]!));
    }
    const streams: ReturningViewer[] = [];
    clean.defer(async () => void (await Promise.all(streams.map((stream) => stream.stop()))));
    await followEverywhere(cluster, models, streams);

    const training = Promise.all(trainings.map((one) => one.run()));
    // What fails is thrown where it is awaited, at the end.
    training.catch(() => {});
    const reached = (epoch: number) => Promise.all(trainings.map((one) => one.reached(epoch)));
    await reached(20);
    for (const number of cluster.hubs.keys()) {
      await until(async () => (await cluster.figure(number, 'trainyard_ingest_points_total')) > 0);
    }

    await cluster.down(0, 'SIGKILL');
    await reached(52);
    await upgradeOne(cluster);

    await reached(110);
    await cluster.postgres.stop('SIGQUIT');
    await reached(130);
    await cluster.postgres.run();
    await reached(151);

    const upload = await HalfSentUpload.begin(cluster);
    await until(() => isReceiving(cluster));
    await cluster.s3.stop();
    const outage = pause(OUTAGE_MS);
    assert.equal(await upload.finish(), 503);
    await outage;
    await cluster.s3.resume();
    await upload.again();
    await training;

    for (const one of trainings) await one.verify();
    assert.deepEqual(await storedHashes(cluster, upload.modelId), [upload.sha256]);
    for (const page of pages) {
      for (const id of models) {
        await page.showsEpoch(id, EPOCHS);
        await page.showsTrained(id);
      }
      await page.showsPoints('train/loss', EPOCHS);
      await page.assertUntouched();
    }
    for (const stream of streams) await until(() => stream.shows('trained', EPOCHS));
  });
});

/** Follows changes without a page, as many times as it takes until each hub has somebody to tell. */
async function followEverywhere(
  cluster: Cluster,
  models: readonly string[],
  streams: ReturningViewer[],
): Promise<void> {
  const followers = () =>
    Promise.all(cluster.hubs.keys().map((hub) => cluster.figure(hub, 'trainyard_viewers')));
  do {
    assert.ok(streams.length < 12, `followers of each hub: ${await followers()}`);
    const stream = new ReturningViewer(cluster.url, cluster.key, models);
    streams.push(stream);
    await until(() => stream.shown.size === models.length);
  } while ((await followers()).includes(0));
}

/**
 * One hub ends in good order and comes back as the next release. While its migration is under way,
 * the hub that was killed comes back as it was, and that and the third one serve; after it too.
 */
async function upgradeOne(cluster: Cluster): Promise<void> {
  await cluster.down(1, 'SIGTERM');
  await using migration = await HeldMigration.hold(cluster.databaseUrl);
  const upgrade = cluster.up(1, NEWER_RELEASE);
  upgrade.catch(() => {});
  await until(() => migration.waitsFor(BEFORE_LOCKING));
  await cluster.up(0);
  await assertServing(cluster);
  assert.equal(await migration.waitsFor(BEFORE_LOCKING), true);
  await migration.letGo(BEFORE_LOCKING);
  await until(() => migration.waitsFor(WHILE_LOCKING));
  await migration.letGoIntoDeadlock();
  await upgrade;
  assert.equal(await migration.isDone(), true);
  await assertServing(cluster);
}

/** The hubs of this release make a model, take its metrics, and show them, each what the other took. */
async function assertServing(cluster: Cluster): Promise<void> {
  const addresses = [cluster.addressOf(0), cluster.addressOf(2)] as const;
  for (const [one, other] of [addresses, addresses.toReversed()] as [string, string][]) {
    const { data } = await cluster.ask('POST', '/v1/models', {}, one);
    const metrics = { 0: { loss: 0.5 } };
    await cluster.ask('POST', `/v1/models/${data.id}`, { type: 'metrics', metrics }, other);
    const found = await cluster.ask('GET', `/v1/models/${data.id}/metrics`, undefined, one);
    assert.deepEqual(found.data[0].data, { 0: 0.5 });
  }
}

/** Whether the bucket is being sent something: a resumable upload of a session, and parts of another. */
async function isReceiving({ s3, blobsUrl }: Cluster): Promise<boolean> {
  const { pathname } = new URL(blobsUrl);
  const there = async (...path: string[]) => (await readdir(join(s3.folder, ...path))).length > 0;
  try {
    return (
      (await there(s3.bucket, pathname.slice(1), 'partial')) &&
      (await there(s3.bucket, '.sgwtmp', 'multipart'))
    );
  } catch {
    return false;
  }
}
