import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { type DemoModels, demoModels, platformRun } from '../support/demo-data.ts';
import { demoDataset } from '../support/demo-dataset.ts';
import { Stage } from '../support/stage.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe('every page', () => {
  let stage: Stage;
  let paths: string[];
  let axe: string;
  before(async () => {
    axe = await readFile(AXE, 'utf8');
    stage = await Stage.set();
    const models: DemoModels = await demoModels(stage.hub);
    const platform = await platformRun(stage.hub);
    const dataset = await demoDataset(stage.hub);
    const { project } = await stage.hub.call('GET', `/app/v1/models/${models.trained}`);
    paths = [
      '/',
      `/models/${models.training}`,
      `/models/${models.trained}`,
      `/models/${models.fresh}`,
      `/models/${models.failed}`,
      `/models/${models.long}?tab=overview`,
      `/models/${models.trained}?tab=checkpoints`,
      `/models/${models.trained}?tab=console`,
      `/models/${platform}?tab=console`,
      `/models/${platform}?tab=system`,
      `/models/${platform}?tab=curves`,
      `/compare?model=${models.training}&model=${models.trained}`,
      '/projects',
      '/datasets',
      `/datasets/${dataset}`,
      '/trash',
      '/settings',
      '/settings?tab=api+keys',
      '/settings?tab=notices',
      '/settings?tab=storage',
      '/settings?tab=people',
      `/models/${models.silent}`,
      `/projects/${project.id}`,
      '/?column=arg:lr0&state=trained&q=yolo',
      '/models/AAAAAAAAAAAAAAAAAAAA',
      '/docs',
    ];
  });
  after(() => stage.strike());

  for (const [name, colorScheme, width] of [
    ['in light colours', 'light', 1280],
    ['in dark colours', 'dark', 1280],
    ['on a phone', 'light', 360],
    ['on a phone at night', 'dark', 360],
  ] as const) {
    it(`is accessible ${name}, its open tab in sight, without scrolling sideways`, async () => {
      const { page } = stage;
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 780 });
      const found: string[] = [];
      for (const path of paths) {
        await stage.open(path);
        await page.getByRole('heading').first().waitFor();
        await settled();
        found.push(...(await violations(path)));
        const overflow = await page.evaluate(() =>
          [document.documentElement, document.querySelector('main')].some(
            (element) => element && element.scrollWidth > element.clientWidth,
          ),
        );
        if (overflow) found.push(`${path} scrolls sideways`);
        const hidden = await page.evaluate(() => {
          const tab = document.querySelector('.tab[aria-current="page"]')?.getBoundingClientRect();
          return tab && (tab.left < 0 || tab.right > window.innerWidth);
        });
        if (hidden) found.push(`${path} hides which tab is open`);
      }
      assert.deepEqual(found, []);
    });
  }

  /** Waits until everything is loaded and nothing changes its colour or place any more. */
  async function settled(): Promise<void> {
    await stage.page.waitForFunction(() => {
      const moving = document.getAnimations().some(({ playState, effect }) => {
        const endless = effect?.getTiming().iterations === Number.POSITIVE_INFINITY;
        return playState === 'running' && !endless;
      });
      return !moving && !document.querySelector('.skeleton') && document.fonts.status === 'loaded';
    });
  }

  /** What axe finds, in a line each. */
  async function violations(path: string): Promise<string[]> {
    // Evaluated, not added as a script element: the page's policy forbids those.
    await stage.page.evaluate(axe);
    return stage.page.evaluate(async (at) => {
      // biome-ignore lint/suspicious/noExplicitAny: axe has put itself into the page.
      const { violations: found } = await (globalThis as any).axe.run();
      return found.map(
        (one: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
          `${at}: ${one.id}: ${one.nodes[0]!.html.slice(0, 200)} ${one.nodes[0]!.failureSummary}`,
      );
    }, path);
  }
});
