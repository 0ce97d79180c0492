import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openSession, type TrainingSession } from '@trainyard/session';
import { epochMetrics } from '../support/demo-data.ts';
import { Stage } from '../support/stage.ts';

const EPOCHS = 6;

describe('a training by a real session', () => {
  let stage: Stage;
  let folder: string;
  let id: string;
  let uploaded: (() => void) | undefined;
  before(async () => {
    stage = await Stage.set();
    folder = await mkdtemp(join(tmpdir(), 'trainyard-resume-'));
  });
  after(async () => {
    await stage.strike();
    await rm(folder, { recursive: true, force: true });
  });

  const open = (identifier: string) =>
    openSession(identifier, {
      hub: stage.hub.url,
      apiKey: stage.hub.key,
      name: 'real',
      trainArgs: { epochs: EPOCHS },
      spool: join(folder, 'spool'),
      cache: join(folder, 'cache'),
      sendInterval: 20,
      stopInterval: 100,
      onProgress: ({ type }) => type === 'finished' && uploaded?.(),
    });
  const train = async (session: TrainingSession, from: number, to: number) => {
    for (let epoch = from; epoch < to; epoch++) {
      await session.logMetrics(epoch, epochMetrics(epoch, EPOCHS));
    }
  };
  const chart = (points: number) =>
    stage.page.getByRole('img', { name: `metrics/mAP50-95(B): ${points} points` });

  it('is watched, and called disconnected with the way back when it goes', async () => {
    const { page } = stage;
    const session = await open('tiny.yaml');
    id = session.modelId!;
    await stage.open(`/models/${id}`);
    await train(session, 0, 3);
    await chart(3).waitFor();
    const file = join(folder, 'last.pt');
    await writeFile(file, randomBytes(10_000));
    await session.logConsole('stderr', 'MemoryError: cannot allocate');
    const arrived = new Promise<void>((resolve) => {
      uploaded = resolve;
    });
    assert.equal(await session.uploadCheckpoint({ epoch: 2, file, now: true }), 'spooled');
    await arrived;
    await session.close();
    await page.getByText('Disconnected since').waitFor();
    await page.getByText('the machine ran out of memory').waitFor();
    await page.getByText('MemoryError: cannot allocate').waitFor();
    await page.getByText('goes on from its last checkpoint').waitFor();
    const command = page.getByLabel('Command that resumes', { exact: true });
    assert.match((await command.textContent())!, new RegExp(`openSession\\('.*/models/${id}'\\)`));
  });

  it('goes on in the same page when a session resumes it, until it is trained', async () => {
    const { page, hub } = stage;
    const session = await open(`${hub.url}/models/${id}`);
    assert.equal(session.start.kind, 'resume');
    await train(session, 3, EPOCHS);
    await page.getByText('Disconnected since').waitFor({ state: 'detached' });
    await page.getByText(`${EPOCHS} of ${EPOCHS} epochs`).waitFor();
    const figure = page.locator('figure', { hasText: 'mAP50-95(B)' }).first();
    // Both attempts under the pointer, each with its own value.
    await figure.locator('.u-over').hover();
    await figure.locator('.chart-tip').getByText('attempt 1').waitFor();
    await figure.locator('.chart-tip').getByText('attempt 2').waitFor();
    const weights = join(folder, 'best.pt');
    await writeFile(weights, randomBytes(10_000));
    await session.finish({ weights, map: 0.5 });
    await page.getByRole('link', { name: 'Download best weights' }).waitFor();
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('heading', { name: 'Attempts' }).waitFor();
    assert.equal(
      await page.locator('section', { hasText: 'From epoch' }).last().getByRole('row').count(),
      3,
    );
  });

  it('ends when Stop is pressed on its page', async () => {
    const { page } = stage;
    const session = await open('other.yaml');
    await train(session, 0, 2);
    await stage.open(`/models/${session.modelId}`);
    await chart(2).waitFor();
    const stopped = new Promise((resolve) => session.signal.addEventListener('abort', resolve));
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('button', { name: 'Stop training' }).click();
    await stopped;
    await session.finish({ state: 'cancelled' });
    await page.getByText('Stopped after 2 epochs').waitFor();
  });
});
