import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { manyEpochs, platformRun } from '../support/demo-data.ts';
import { Stage } from '../support/stage.ts';

describe('the page of a model', () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.set();
  });
  after(() => stage.strike());

  const press = (name: string) => stage.page.getByRole('button', { name, exact: true }).click();
  const more = async (name: string) => {
    await press('More actions');
    await stage.page.getByRole('menuitem', { name }).click();
  };

  it('edits the arguments of a model that was not trained yet', async () => {
    const { page, hub } = stage;
    const id = await hub.model('fresh', { config: { epochs: 10, lr0: 0.1 } });
    await stage.open(`/models/${id}`);
    await more('Edit arguments');
    await page.getByLabel('Value of epochs').fill('25');
    await press('Remove lr0');
    await press('Add an argument');
    await page.getByLabel('Name of the argument').last().fill('cos_lr');
    await page.getByLabel('Value of cos_lr').fill('true');
    await press('Save');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const { trainArgs } = await hub.call('GET', `/app/v1/models/${id}`);
    assert.deepEqual([trainArgs.epochs, trainArgs.lr0, trainArgs.cos_lr], [25, undefined, true]);
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByText('cos_lr').waitFor();
  });

  it('shows what it starts from, and what starts from it', async () => {
    const { page, hub } = stage;
    const base = await hub.model('grandparent');
    await stage.open(`/models/${base}?tab=overview`);
    await page.getByText('scratch').waitFor();
    assert.equal(await page.getByRole('heading', { name: 'Start from it' }).count(), 0);
    await hub.model('tuned', { lineage: { parent: { id: base } } });
    await page.getByRole('heading', { name: 'Start from it' }).waitFor();
    await page.getByRole('link', { name: 'tuned' }).click();
    await page.getByRole('heading', { name: 'tuned' }).waitFor();
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('link', { name: 'grandparent' }).waitFor();
  });

  it('smooths, uses a log scale, counts epochs, steps or time, and zooms all charts', async () => {
    const { page, hub } = stage;
    const id = await hub.model('charts', { config: { epochs: 50 } });
    await hub.metrics(id, manyEpochs(0, 40, 50));
    await stage.open(`/models/${id}`);
    const figure = page.locator('figure', { hasText: 'mAP50-95(B)' }).first();
    const tip = figure.locator('.chart-tip .muted');
    const over = figure.locator('.u-over');
    await over.hover();
    await tip.getByText(/^Epoch \d+$/).waitFor();
    await page.getByLabel('Along').selectOption('step');
    await page.mouse.move(0, 0);
    await over.hover();
    await tip.getByText(/^Step \d+$/).waitFor();
    await page.getByLabel('Along').selectOption('time');
    await page.mouse.move(0, 0);
    await over.hover();
    await tip.getByText(/ s$/).waitFor();
    await page.getByLabel('Along').selectOption('epoch');
    const picture = () =>
      figure.locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const rough = await picture();
    await page.getByLabel('Smoothing').fill('0.9');
    await page.waitForFunction(
      (old) =>
        document.querySelector('figure canvas') &&
        document.querySelector<HTMLCanvasElement>('figure canvas')!.toDataURL() !== old,
      rough,
    );
    await page.getByLabel('Log scale').check();
    await page.getByLabel('Smoothing').fill('0');
    await page.getByLabel('Log scale').uncheck();
    const box = (await over.boundingBox())!;
    await page.mouse.move(box.x + 40, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 140, box.y + 62, { steps: 4 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Show all' }).waitFor();
    // Another chart than the one that was dragged across shows the same part.
    const other = page.locator('figure', { hasText: 'recall(B)' }).first();
    const seen = async (of: typeof other) => {
      await of.locator('.u-over').hover();
      return (await of.locator('.chart-tip .muted').textContent())!;
    };
    const zoomed = await seen(figure);
    assert.equal(await seen(other), zoomed);
    await press('Move right');
    await page.mouse.move(0, 0);
    assert.notEqual(await seen(figure), zoomed);
    await press('Show all');
  });

  it('promotes a checkpoint to the best, and is reset', async () => {
    const { page, hub } = stage;
    const id = await hub.model('weights', { config: { epochs: 5 } });
    await hub.metrics(id, manyEpochs(0, 3, 5));
    await hub.checkpoint(id, 'epoch', { epoch: '1' });
    await stage.open(`/models/${id}?tab=checkpoints`);
    await press('What to do with it');
    await page.getByRole('menuitem', { name: 'Promote to best' }).click();
    await press('Promote');
    await page.getByRole('cell', { name: 'best', exact: true }).waitFor();
    assert.ok((await hub.call('GET', `/app/v1/models/${id}`)).weightsUrl);
    await more('Reset');
    await press('Delete its metrics and weights');
    await page.getByText('No checkpoints yet').waitFor();
    await page.getByRole('link', { name: 'Charts' }).click();
    await page.getByText('Ready to train').waitFor();
  });

  it('draws curves and confusion matrix from data, and searches and follows the console', async () => {
    const { page, hub } = stage;
    const id = await platformRun(hub);
    await stage.open(`/models/${id}?tab=curves`);
    await page.getByRole('img', { name: 'Precision over recall' }).waitFor();
    await page.getByRole('img', { name: 'F1 over confidence' }).waitFor();
    await page.getByTitle('forklift taken for person: 2').waitFor();
    const worst = page.getByRole('region', { name: 'Worst images of the validation' });
    await worst.getByRole('row', { name: 'dark-hall 1 2 5 0.2222' }).waitFor();
    await page.getByRole('link', { name: 'Console' }).click();
    await page.getByText('20 lines').waitFor();
    await page.getByLabel('Search the console').fill('epoch 7/20');
    await page.getByText('1 of 20 lines').waitFor();
    await page.getByRole('link', { name: 'System' }).click();
    await page.getByRole('img', { name: 'GPU use in %' }).waitFor();
  });

  it('shows progress bars as they move', async () => {
    const { page, hub } = stage;
    const send = (event: string, data: object, more: object = {}) =>
      hub.call('POST', '/api/webhooks/training/metrics', {
        event,
        project: 'bars',
        name: 'live',
        data,
        ...more,
      });
    const trainArgs = { model: 'yolo11n.pt' };
    const { modelId } = await send('training_started', { trainArgs, epochs: 3 });
    const print = (chunkId: number, bar: string) =>
      send('console_output', { chunkId, content: '', progress: { 1: bar } }, { modelId });
    await print(1, 'Epoch 1/3:  40%');
    await stage.open(`/models/${modelId}?tab=console`);
    await page.getByText('Epoch 1/3: 40%').waitFor();
    await print(2, 'Epoch 1/3:  90%');
    await page.getByText('Epoch 1/3: 90%').waitFor();
  });
});

describe('people', () => {
  it('are invited by the owner, set a password, and are removed', async () => {
    const stage = await Stage.set();
    const { page } = stage;
    await stage.open('/settings?tab=people');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByLabel('Name').fill('Ada');
    await page.getByRole('button', { name: 'Invite' }).click();
    const link = (await page.getByLabel('Sign-in link', { exact: true }).textContent())!;
    const visitor = await stage.visitor();
    await visitor.page.goto(link);
    await visitor.page.getByRole('heading', { name: 'Start your first training' }).waitFor();
    await visitor.page.goto(`${stage.hub.url}/settings`);
    await visitor.page.getByLabel('New password').fill('a password of Ada');
    await visitor.page.getByRole('button', { name: 'Set password' }).click();
    await visitor.page.getByText('The password is set').waitFor();
    assert.equal(await visitor.page.getByRole('link', { name: 'People' }).count(), 0);
    await page.reload();
    await page.getByRole('button', { name: 'Remove Ada' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('button', { name: 'Remove Ada' }).waitFor({ state: 'detached' });
    await visitor.page.reload();
    await visitor.page.getByRole('heading', { name: 'Sign in to Trainyard' }).waitFor();
    await visitor.leave();
    await stage.strike();
  });
});
