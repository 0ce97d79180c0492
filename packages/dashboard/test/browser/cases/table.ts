import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { demoModels } from '../support/demo-data.ts';
import { Stage } from '../support/stage.ts';

describe('the table of models', () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.set();
    await demoModels(stage.hub);
    await stage.hub.call('POST', '/v1/projects', { meta: { name: 'Archive' } });
    await stage.page.reload();
    await row('yolo11n-baseline').waitFor();
  });
  after(() => stage.strike());

  const row = (name: string) => stage.page.getByRole('link', { name, exact: true });
  const gone = (name: string) => row(name).waitFor({ state: 'detached' });
  const press = (name: string) => stage.page.getByRole('button', { name, exact: true }).click();
  const filters = () => stage.page.locator('.filters');
  const bulk = (name: string) =>
    stage.page
      .getByRole('region', { name: 'Selected models' })
      .getByRole('button', { name, exact: true })
      .click();
  const pick = async (menu: string, entry: string) => {
    await filters().getByRole('button', { name: menu, exact: true }).click();
    await stage.page.getByRole('menuitemcheckbox', { name: entry }).click();
    await stage.page.keyboard.press('Escape');
  };
  const select = async (...names: string[]) => {
    for (const name of names) {
      await stage.page.getByRole('checkbox', { name: `Select ${name}` }).check();
    }
  };

  it('is filtered by state, tag, project and the range of a metric, all at once', async () => {
    const { page } = stage;
    await pick('State', 'failed');
    await gone('yolo11n-baseline');
    await row('yolo11l-1280').waitFor();
    await press('Clear');
    await pick('Tag', 'deployed');
    await gone('yolo11n-baseline');
    await row('yolo11s-640').waitFor();
    await press('Clear');
    await pick('Project', 'Archive');
    await page.getByText('No model matches').waitFor();
    await press('Clear');
    await press('Metric');
    await page.getByLabel('Metric (its best value)').selectOption('metrics/mAP50(B)');
    await page.getByLabel('At least').fill('0.9');
    await press('Apply');
    await gone('yolo11n-baseline');
    await row('yolo11s-640').waitFor();
    await page.waitForURL(/min=0.9/);
    await page.reload();
    await press('mAP50(B) ≥ 0.9');
    await page.getByLabel('Metric (its best value)').selectOption('');
    await press('Apply');
    await row('yolo11n-baseline').waitFor();
  });

  it('shows columns of one’s choice, and sorts by them', async () => {
    const { page } = stage;
    await pick('Columns', 'arg: lr0');
    await press('lr0');
    await page.waitForURL(/sort=arg/);
    const cells = page.locator('td.c-extra');
    await cells.first().getByText('0.02').waitFor();
    await press('lr0');
    await page.waitForURL(/order=asc/);
    await page.locator('tr[aria-rowindex="3"] td.c-extra', { hasText: '0.005' }).waitFor();
    await pick('Columns', 'arg: lr0');
    await cells.first().waitFor({ state: 'detached' });
  });

  it('tags, moves and downloads what is selected', async () => {
    const { page } = stage;
    await select('yolo11n-baseline', 'yolo11s-640', 'next-try');
    await bulk('Tag');
    await page.getByLabel('Add (separated by commas)').fill('november');
    await press('Apply');
    await page.locator('.tag', { hasText: 'november' }).first().waitFor();
    await select('yolo11n-baseline', 'yolo11s-640', 'next-try');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download weights of 2' }).click();
    const file = await download;
    assert.equal(file.suggestedFilename(), 'weights.zip');
    const archive = await readFile(await file.path());
    assert.equal(archive.subarray(0, 4).toString('latin1'), 'PK\u0003\u0004');
    await bulk('Move');
    await page.getByLabel('Project', { exact: true }).selectOption('Archive');
    await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click();
    await page.getByText('Moved: 3').waitFor();
    await page.getByRole('link', { name: 'Projects' }).click();
    await page.getByRole('link', { name: 'Archive' }).click();
    await row('next-try').waitFor();
    assert.equal(await page.getByRole('table').getAttribute('aria-rowcount'), '4');
  });

  it('goes with its project to whoever it is published for', async () => {
    const { page, hub } = stage;
    await press('Edit and share');
    await page.getByRole('radio', { name: /Public/ }).check();
    await page.getByLabel('Description').fill('For everybody');
    await press('Save');
    await page.locator('.tag', { hasText: 'public' }).first().waitFor();
    const { items } = await hub.call('GET', '/app/v1/models?q=next-try');
    await hub.call('PATCH', `/app/v1/models/${items[0].id}`, { visibility: 'public' });
    const visitor = await stage.visitor();
    await visitor.page.goto(page.url());
    await visitor.page.getByText('For everybody').waitFor();
    await visitor.page.getByRole('link', { name: 'next-try' }).waitFor();
    assert.equal(await visitor.page.getByRole('link', { name: 'yolo11s-640' }).count(), 0);
    assert.equal(await visitor.page.getByRole('button', { name: 'Edit and share' }).count(), 0);
    await press('Edit and share');
    await page.getByRole('radio', { name: /Private/ }).check();
    await press('Save');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await visitor.page.reload();
    await visitor.page.getByText('There is no such object').waitFor();
    await visitor.leave();
  });
});
