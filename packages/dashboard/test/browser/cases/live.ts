import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { epochMetrics, manyEpochs } from '../support/demo-data.ts';
import { Stage } from '../support/stage.ts';

describe('a model that trains', () => {
  let stage: Stage;
  let id: string;
  before(async () => {
    stage = await Stage.set();
    id = await stage.hub.model('live-one', { config: { epochs: 60 } });
    await stage.hub.metrics(id, manyEpochs(0, 5, 60));
    await stage.open(`/models/${id}`);
  });
  after(() => stage.strike());

  const chart = (points: number) =>
    stage.page.getByRole('img', { name: `metrics/mAP50-95(B): ${points} points` });

  it('draws its charts, and they grow without a reload', async () => {
    await chart(5).waitFor();
    await stage.hub.metrics(id, { 5: epochMetrics(5, 60) });
    await chart(6).waitFor();
  });

  it('shows a metric soon after its arrival; how soon is printed', async (test) => {
    const times: number[] = [];
    for (let epoch = 6; epoch < 46; epoch++) {
      const shown = stage.page.waitForFunction(
        (points) =>
          document
            .querySelector('[aria-label^="metrics/mAP50-95(B)"]')
            ?.getAttribute('aria-label')
            ?.includes(`: ${points} points`),
        epoch + 1,
        { polling: 'raf' },
      );
      const sent = performance.now();
      await stage.hub.metrics(id, { [epoch]: epochMetrics(epoch, 60) });
      await shown;
      times.push(performance.now() - sent);
    }
    times.sort((a, b) => a - b);
    const p95 = times[Math.floor(times.length * 0.95)]!;
    test.diagnostic(
      `request sent to chart drawn: p50 ${times[20]!.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms`,
    );
  });

  it('goes on by itself after the hub was restarted', async () => {
    await stage.hub.down();
    await stage.page.getByText('Connection lost').waitFor();
    await stage.hub.up();
    await stage.hub.metrics(id, { 46: epochMetrics(46, 60) });
    await chart(47).waitFor();
    await stage.page.getByText('Connection lost').waitFor({ state: 'detached' });
  });

  it('zooms all charts by a drag across one, and shows everything again', async () => {
    const box = (await chart(47).boundingBox())!;
    await stage.page.mouse.move(box.x + 120, box.y + 60);
    await stage.page.mouse.down();
    await stage.page.mouse.move(box.x + 220, box.y + 62, { steps: 5 });
    await stage.page.mouse.up();
    await stage.page.getByRole('button', { name: 'Show all' }).click();
    await chart(47).waitFor();
  });

  it('is told to stop, and says so', async () => {
    await stage.page.getByRole('button', { name: 'Stop', exact: true }).click();
    await stage.page.getByRole('button', { name: 'Stop training' }).click();
    await stage.page.getByText('stopping').first().waitFor();
    const model = await stage.hub.call('GET', `/app/v1/models/${id}`);
    assert.ok(model.stopRequestedAt);
  });

  it('hands out its checkpoints, and finishes from one', async () => {
    await stage.hub.checkpoint(id, 'epoch', { epoch: '30' });
    await stage.page.getByRole('link', { name: 'Checkpoints' }).click();
    const download = stage.page.waitForEvent('download');
    await stage.page.getByRole('link', { name: 'Download last of epoch 31' }).click();
    assert.match((await download).suggestedFilename(), /\.pt$/);
    await stage.page.getByRole('button', { name: 'What to do with it' }).click();
    await stage.page.getByRole('menuitem', { name: 'Finish from here' }).click();
    await stage.page.getByRole('button', { name: 'Finish', exact: true }).click();
    await stage.page.getByRole('link', { name: 'Charts' }).click();
    await stage.page.getByRole('link', { name: 'Download best weights' }).waitFor();
  });
});
