import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { BrowserHub } from './support/browser-hub.ts';
import { launchChromium } from './support/chromium.ts';
import { demoModels, platformRun } from './support/demo-data.ts';
import { demoDataset } from './support/demo-dataset.ts';

// Takes pictures of every page, to be looked at: `node shots.ts --out FOLDER`.
const { values } = parseArgs({ options: { out: { type: 'string', default: '/tmp/shots' } } });
const folder = values.out;
await mkdir(folder, { recursive: true });
const hub = await BrowserHub.start();
const browser = await launchChromium();
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
const page = await context.newPage();
page.on('console', (message) => {
  if (message.type() === 'error') process.stdout.write(`console: ${message.text()}\n`);
});
page.on('pageerror', (error) => process.stdout.write(`error: ${error.message}\n`));
const shot = async (name: string, path: string) => {
  await page.goto(hub.url + path);
  await page.waitForTimeout(900);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  if (wide) process.stdout.write(`${name}: scrolls sideways\n`);
  await page.screenshot({ path: `${folder}/${name}.png` });
};

await shot('00-sign-in', '/');
await page.goto(await hub.signInLink());
await shot('01-first-run', '/');
const models = await demoModels(hub);
const platform = await platformRun(hub);
const dataset = await demoDataset(hub);
await page.waitForTimeout(1500);
const pages: readonly (readonly [string, string])[] = [
  ['10-models', '/'],
  ['11-model-training', `/models/${models.training}`],
  ['12-model-trained', `/models/${models.trained}`],
  ['13-overview', `/models/${models.trained}?tab=overview`],
  ['14-checkpoints', `/models/${models.trained}?tab=checkpoints`],
  ['15-console-empty', `/models/${models.trained}?tab=console`],
  ['16-new', `/models/${models.fresh}`],
  ['18-console', `/models/${platform}?tab=console`],
  ['18-curves', `/models/${platform}?tab=curves`],
  ['18-overview', `/models/${platform}?tab=overview`],
  ['18-system', `/models/${platform}?tab=system`],
  ['19-by-name', '/cameras/night'],
  ['16-failed', `/models/${models.failed}`],
  ['17-long', `/models/${models.long}?tab=overview`],
  [
    '20-compare',
    `/compare?model=${models.training}&model=${models.trained}&model=${models.silent}`,
  ],
  ['30-projects', '/projects'],
  ['31-datasets', '/datasets'],
  ['31-dataset', `/datasets/${dataset}`],
  ['32-trash', '/trash'],
  ['40-settings', '/settings'],
  ['41-keys', '/settings?tab=api+keys'],
  ['42-storage', '/settings?tab=storage'],
  ['50-missing', '/models/AAAAAAAAAAAAAAAAAAAA'],
];
for (const [name, path] of pages) await shot(name, path);
await page.emulateMedia({ colorScheme: 'dark' });
for (const [name, path] of pages.slice(0, 3)) await shot(`dark-${name}`, path);
await page.setViewportSize({ width: 360, height: 740 });
for (const [name, path] of pages) await shot(`phone-${name}`, path);
await browser.close();
await hub.end();
