import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seedModels } from '../support/seed-models.ts';
import { Stage } from '../support/stage.ts';

const COUNT = 100_000;

describe(`${COUNT} models`, () => {
  it('are a table of some rows, of which End shows the last and Home the first', async () => {
    const stage = await Stage.set();
    const { page, hub } = stage;
    await hub.model('template');
    await hub.down();
    await seedModels(hub.data, COUNT - 1);
    await hub.up();
    const asked: string[] = [];
    page.on('request', (request) => {
      if (/\/app\/v1\/models\?/.test(request.url())) asked.push(request.url());
    });
    await stage.open('/?sort=name&order=asc');
    const table = page.getByRole('table');
    await page.getByRole('link', { name: 'many-00000', exact: true }).waitFor();
    assert.equal(await table.getAttribute('aria-rowcount'), String(COUNT + 1));
    await page.getByRole('region', { name: 'Models' }).focus();
    await page.keyboard.press('End');
    await page.getByRole('link', { name: 'template', exact: true }).waitFor();
    assert.equal(
      await page.getByRole('row').last().getAttribute('aria-rowindex'),
      String(COUNT + 1),
    );
    await page.keyboard.press('Home');
    await page.getByRole('link', { name: 'many-00000', exact: true }).waitFor();
    assert.ok((await table.getByRole('row').count()) < 80);
    await page.getByLabel('Search models').fill('many-99998');
    await page.getByRole('link', { name: 'many-99998', exact: true }).waitFor();
    assert.equal(await table.getAttribute('aria-rowcount'), '2');
    // Pages of a hundred rows, of the ends only: not of what lies between.
    assert.ok(asked.length < 12, asked.join('\n'));
    await stage.strike();
  });
});
