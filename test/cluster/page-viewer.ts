import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Cluster } from './cluster.ts';

/** How long a page may take to catch up, in milliseconds. */
const PATIENCE_MS = 60_000;

/** A person's browser: the table of all models in one tab, the charts of one in another. */
export class PageViewer {
  readonly #context: BrowserContext;
  readonly #table: Page;
  readonly #charts: Page;
  readonly #complaints: string[] = [];

  private constructor(context: BrowserContext, table: Page, charts: Page) {
    this.#context = context;
    this.#table = table;
    this.#charts = charts;
    for (const page of [table, charts]) {
      page.setDefaultTimeout(PATIENCE_MS);
      page.on('pageerror', (error) => this.#complaints.push(error.message));
    }
  }

  /** Signs the owner in and opens both pages. */
  static async open(browser: Browser, cluster: Cluster, modelId: string): Promise<PageViewer> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const viewer = new PageViewer(context, await context.newPage(), await context.newPage());
    const table = viewer.#table;
    await table.goto(cluster.url);
    await table.getByLabel('E-mail').fill('owner@localhost');
    await table.getByLabel('Password').fill(cluster.password);
    await table.getByRole('button', { name: 'Sign in' }).click();
    await table.getByRole('heading', { name: 'Models' }).waitFor();
    await viewer.#charts.goto(`${cluster.url}/models/${modelId}`);
    for (const page of [table, viewer.#charts]) await page.evaluate('globalThis.notReloaded = 1');
    return viewer;
  }

  /** Waits until the table says that so many epochs of a model are done, or more. */
  async showsEpoch(modelId: string, epoch: number): Promise<void> {
    await this.#table.waitForFunction(
      `Number(document.querySelector('tr:has(a[href="/models/${modelId}"]) [role=progressbar]')?.ariaValueNow) >= ${epoch}`,
    );
  }

  /** Waits until the table says that the model is trained. */
  async showsTrained(modelId: string): Promise<void> {
    const row = this.#table.locator(`tr:has(a[href="/models/${modelId}"])`);
    await row.locator('.c-state').getByText('trained', { exact: true }).waitFor();
  }

  /** Waits until the chart of the one model has so many points. */
  async showsPoints(series: string, points: number): Promise<void> {
    await this.#charts.getByRole('img', { name: `${series}: ${points} points` }).waitFor();
  }

  /** Fails when a page was loaded again, or broke. */
  async assertUntouched(): Promise<void> {
    for (const page of [this.#table, this.#charts]) {
      assert.equal(await page.evaluate('globalThis.notReloaded'), 1);
    }
    assert.deepEqual(this.#complaints, []);
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}
