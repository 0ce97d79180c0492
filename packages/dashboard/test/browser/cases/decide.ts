import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type DemoModels, demoModels } from '../support/demo-data.ts';
import { Stage } from '../support/stage.ts';

describe('many models', () => {
  let stage: Stage;
  let models: DemoModels;
  before(async () => {
    stage = await Stage.set();
    models = await demoModels(stage.hub);
    await stage.page.getByRole('link', { name: 'yolo11n-baseline' }).waitFor();
  });
  after(() => stage.strike());

  it('are searched, and the view is kept in the address', async () => {
    const { page } = stage;
    await page.getByLabel('Search models').fill('yolo11m');
    await page.getByRole('link', { name: 'yolo11n-baseline' }).waitFor({ state: 'detached' });
    await page.waitForURL(/q=yolo11m/);
    await page.reload();
    await page.getByRole('link', { name: 'yolo11m-640' }).waitFor();
    assert.equal(await page.getByRole('row').count(), 2);
    await page.getByLabel('Search models').fill('');
    await page.getByRole('link', { name: 'yolo11n-baseline' }).waitFor();
  });

  it('are compared, by a link that others can open once the models are shared', async () => {
    const { page, hub } = stage;
    for (const name of ['yolo11n-baseline', 'yolo11s-640']) {
      await page.getByRole('checkbox', { name: `Select ${name}` }).check();
    }
    await page.getByRole('link', { name: 'Compare' }).click();
    await page.getByRole('rowheader', { name: 'lr0' }).waitFor();
    await page.getByRole('img', { name: 'metrics/mAP50(B) of 2 models' }).waitFor();
    const visitor = await stage.visitor();
    await visitor.page.goto(page.url());
    await visitor.page.getByText('There is no such object').waitFor();
    for (const id of [models.training, models.trained]) {
      await hub.call('PATCH', `/app/v1/models/${id}`, { visibility: 'unlisted' });
    }
    await visitor.page.reload();
    await visitor.page.getByRole('rowheader', { name: 'lr0' }).waitFor();
    await visitor.leave();
  });

  it('go to the trash and come back', async () => {
    const { page } = stage;
    await stage.open(`/models/${models.failed}`);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Move to trash' }).click();
    await page.getByRole('button', { name: 'Move to trash' }).click();
    await page.getByRole('link', { name: 'yolo11n-baseline' }).waitFor();
    await page.getByRole('link', { name: 'yolo11l-1280' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Trash' }).click();
    await page.getByRole('button', { name: 'Restore yolo11l-1280' }).click();
    await page.getByText('The trash is empty').waitFor();
    await page.getByRole('link', { name: 'Models' }).click();
    await page.getByRole('link', { name: 'yolo11l-1280' }).waitFor();
  });

  it('are renamed, tagged and shared by link', async () => {
    const { page } = stage;
    await stage.open(`/models/${models.silent}`);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Edit name, tags, notes' }).click();
    await page.getByLabel('Name', { exact: true }).fill('renamed');
    await page.getByLabel('Tags (separated by commas)').fill('one, two');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'renamed' }).waitFor();
    const visitor = await stage.visitor();
    await visitor.page.goto(page.url());
    await visitor.page.getByText('There is no such model').waitFor();
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('radio', { name: /By link/ }).click();
    await page.getByLabel('Link', { exact: true }).waitFor();
    await visitor.page.reload();
    await visitor.page.getByRole('heading', { name: 'renamed' }).waitFor();
    assert.equal(await visitor.page.getByRole('button', { name: 'Share' }).count(), 0);
    await stage.hub.metrics(models.silent, { 30: { 'metrics/mAP50-95(B)': 0.9 } });
    await visitor.page.getByRole('img', { name: 'metrics/mAP50-95(B): 31 points' }).waitFor();
    assert.deepEqual(visitor.complaints, []);
    await visitor.leave();
  });
});

describe('more models than fit on a screen', () => {
  it('are all there, though only those on the screen are drawn', async () => {
    const stage = await Stage.set();
    const { page, hub } = stage;
    const COUNT = 250;
    for (let index = 0; index < COUNT; index += 10) {
      await Promise.all(Array.from({ length: 10 }, (_, at) => hub.model(`many-${index + at}`)));
    }
    await page.reload();
    const table = page.getByRole('table');
    await table.getByRole('link').first().waitFor();
    assert.equal(await table.getAttribute('aria-rowcount'), String(COUNT + 1));
    await page.getByRole('button', { name: 'Model', exact: true }).click();
    await page.getByRole('link', { name: 'many-99', exact: true }).waitFor();
    await page.getByRole('region', { name: 'Models' }).evaluate((list) => {
      list.scrollTop = list.scrollHeight;
    });
    await page.getByRole('link', { name: 'many-0', exact: true }).waitFor();
    assert.ok((await table.getByRole('row').count()) < 80);
    await stage.strike();
  });
});

describe('API keys', () => {
  it('are made, work, and end', async () => {
    const stage = await Stage.set();
    const { page, hub } = stage;
    await stage.open('/settings?tab=api+keys');
    await page.getByLabel('Name').fill('bench');
    await page.getByRole('button', { name: 'Make key' }).click();
    const key = (await page.getByText(/^[0-9a-f]{42}$/).textContent())!;
    const status = async () =>
      (await fetch(`${hub.url}/v1/models`, { headers: { 'x-api-key': key } })).status;
    assert.equal(await status(), 200);
    await page.getByRole('button', { name: 'End bench' }).click();
    await page.getByRole('button', { name: 'End it' }).click();
    await page.getByRole('button', { name: 'End bench' }).waitFor({ state: 'detached' });
    assert.equal(await status(), 401);
    await stage.strike();
  });
});
