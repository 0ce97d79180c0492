import type { Page } from 'playwright-core';
import { BrowserHub } from '../packages/dashboard/test/browser/support/browser-hub.ts';
import { launchChromium } from '../packages/dashboard/test/browser/support/chromium.ts';
import { seedModels } from '../packages/dashboard/test/browser/support/seed-models.ts';
import { printTimes } from './suite/print-times.ts';

/**
 * The table of very many models in a real Chromium: `node bench/models-table.ts [models] [times]`.
 * Prints how long it takes from a key or a click until the rows that it leads to are there, and the
 * time between frames while the table is scrolled.
 */
const models = Number(process.argv[2] ?? 100_000);
const times = Number(process.argv[3] ?? 10);

const hub = await BrowserHub.start('a password of its own');
const browser = await launchChromium();
try {
  await hub.model('template');
  await hub.down();
  await seedModels(hub.data, models - 1);
  await hub.up();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(hub.url);
  await page.getByLabel('E-mail').fill('owner@localhost');
  await page.getByLabel('Password').fill(hub.password!);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await row(page, nameOf(models - 2));
  console.log(`${models.toLocaleString('en')} models, each step ${times} times`);
  for (const [what, path, act, first] of steps(page)) {
    const taken: number[] = [];
    for (let time = 0; time < times; time++) {
      // A page of its own each time: nothing has been read before.
      await page.goto(hub.url + path);
      await page.getByRole('region', { name: 'Models' }).focus();
      const seen = drawn(page, first);
      const start = Date.now();
      await act();
      taken.push((await seen) - start);
    }
    printTimes(what, taken);
  }
  await page.goto(hub.url);
  await row(page, nameOf(models - 2));
  printTimes('frames while it is scrolled', await framesOfScroll(page));
} finally {
  await browser.close();
  await hub.end();
}

type Step = readonly [what: string, path: string, act: () => Promise<unknown>, first: string];

/** What somebody does, and a row that is there when it is done. */
function steps(page: Page): readonly Step[] {
  const sort = (title: string) => () => page.getByTitle(`Sort by ${title}`).click();
  const search = (text: string) => () => page.getByLabel('Search models').fill(text);
  const failed = async () => {
    await page.getByRole('button', { name: 'State' }).first().click();
    await page.getByRole('menuitemcheckbox', { name: 'failed' }).click();
  };
  return [
    ['to the last row', '/', () => page.keyboard.press('End'), 'template'],
    ['a search that finds one', '/', search(nameOf(7)), nameOf(7)],
    ['a search that finds a tenth', '/?sort=name&order=asc', search('many-1'), nameOf(10_000)],
    ['sorted by name', '/', sort('Model'), 'template'],
    ['filtered by state', '/?sort=name&order=asc', failed, nameOf(500)],
  ];
}

function nameOf(index: number): string {
  return `many-${String(index).padStart(5, '0')}`;
}

function row(page: Page, name: string): Promise<void> {
  return page.getByRole('link', { name, exact: true }).waitFor();
}

/** When the frame with this row was drawn; both clocks are this machine's. */
function drawn(page: Page, name: string): Promise<number> {
  return page.evaluate(
    (text) =>
      new Promise<number>((resolve) => {
        const look = () => {
          const links = [...document.querySelectorAll('.model-row a')];
          const found = links.some((link) => link.textContent === text);
          requestAnimationFrame(found ? () => resolve(Date.now()) : look);
        };
        look();
      }),
    name,
  );
}

async function framesOfScroll(page: Page): Promise<number[]> {
  return page.getByRole('region', { name: 'Models' }).evaluate(
    (list) =>
      new Promise<number[]>((resolve) => {
        const taken: number[] = [];
        let last = performance.now();
        const end = last + 5000;
        const frame = (now: number) => {
          taken.push(now - last);
          last = now;
          list.scrollTop += 400;
          if (now < end) requestAnimationFrame(frame);
          else resolve(taken.slice(1));
        };
        requestAnimationFrame(frame);
      }),
  );
}
