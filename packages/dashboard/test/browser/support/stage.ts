import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { BrowserHub } from './browser-hub.ts';
import { launchChromium } from './chromium.ts';

let browser: Promise<Browser> | undefined;

/** A hub and a signed-in browser, for one suite. */
export class Stage {
  readonly hub: BrowserHub;
  readonly page: Page;
  /** What the page complained of; a suite must end without any. */
  readonly complaints: string[];
  readonly #context: BrowserContext;

  private constructor(hub: BrowserHub, context: BrowserContext, page: Page, complaints: string[]) {
    this.hub = hub;
    this.page = page;
    this.complaints = complaints;
    this.#context = context;
  }

  /** @param signIn whether the owner is signed in, by a password. Default true. */
  static async set({ signIn = true } = {}): Promise<Stage> {
    const hub = await BrowserHub.start(signIn ? 'a password of its own' : undefined);
    const { context, page, complaints } = await newVisitor();
    const stage = new Stage(hub, context, page, complaints);
    if (signIn) {
      await page.goto(hub.url);
      await page.getByLabel('E-mail').fill('owner@localhost');
      await page.getByLabel('Password').fill(hub.password ?? '');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Models' }).waitFor();
    }
    return stage;
  }

  /** Somebody else, in a browser of their own. */
  async visitor(): Promise<{ page: Page; complaints: string[]; leave(): Promise<void> }> {
    const { context, page, complaints } = await newVisitor();
    return { page, complaints, leave: () => context.close() };
  }

  /** Another tab of the same browser. */
  tab(): Promise<Page> {
    return this.#context.newPage();
  }

  open(path: string): Promise<unknown> {
    return this.page.goto(this.hub.url + path);
  }

  async strike(): Promise<void> {
    await this.#context.close();
    await this.hub.end();
    assert.deepEqual(this.complaints, []);
  }
}

/** Ends the browser; called once, after all suites. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
}

async function newVisitor() {
  browser ??= launchChromium();
  const context = await (await browser).newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A refused request is the hub's to say, and a hub that is being restarted cannot be reached.
    const expected = /Failed to load resource|ERR_CONNECTION|ERR_INCOMPLETE/.test(message.text());
    if (message.type() === 'error' && !expected) complaints.push(message.text());
  });
  return { context, page, complaints };
}
