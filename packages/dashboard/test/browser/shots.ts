import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { BrowserHub } from './support/browser-hub.ts';
import { launchChromium } from './support/chromium.ts';
import { demoModels, platformRun } from './support/demo-data.ts';
import { demoDataset } from './support/demo-dataset.ts';

// Takes pictures of every page in every state, to be looked at: `node shots.ts --out FOLDER`.
const { values } = parseArgs({ options: { out: { type: 'string', default: '/tmp/shots' } } });
const folder = values.out;
await mkdir(folder, { recursive: true });
const hub = await BrowserHub.start();
const browser = await launchChromium();
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
const page = await context.newPage();
const say = (text: string) => process.stdout.write(`${text}\n`);
page.on('console', (message) => {
  if (message.type() === 'error') say(`console: ${message.text()}`);
});
page.on('pageerror', (error) => say(`error: ${error.message}`));

type Step = (() => Promise<unknown>) | undefined;

/** @param act what to do on the page before the picture is taken. */
const shot = async (name: string, path: string, act?: Step) => {
  await page.goto(hub.url + path);
  await page.waitForTimeout(900);
  await act?.();
  await page.waitForTimeout(act ? 400 : 0);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  if (wide) say(`${name}: scrolls sideways`);
  await page.screenshot({ path: `${folder}/${name}.png` });
};
const click = (role: 'button' | 'menuitem', name: string) => async () =>
  page.getByRole(role, { name }).first().click();
const both =
  (...steps: (() => Promise<unknown>)[]) =>
  async () => {
    for (const step of steps) await step();
  };

await shot('00-sign-in', '/');
await page.goto(await hub.signInLink());
const empty: readonly (readonly [string, string])[] = [
  ['01-first-run', '/'],
  ['02-empty-projects', '/projects'],
  ['02-empty-datasets', '/datasets'],
  ['02-empty-trash', '/trash'],
  ['02-empty-compare', '/compare'],
  ['02-empty-storage', '/settings?tab=storage'],
];
for (const [name, path] of empty) await shot(name, path);
const models = await demoModels(hub);
const platform = await platformRun(hub);
const dataset = await demoDataset(hub);
await page.waitForTimeout(1500);
const { project } = await hub.call('GET', `/app/v1/models/${models.trained}`);
const columns = 'column=metric:metrics/mAP50(B)&column=arg:lr0&column=arg:epochs&column=arg:imgsz';
const selectAll = async () => page.getByLabel('Select the models on the screen').check();

const pages: readonly (readonly [string, string, Step?])[] = [
  ['10-models', '/'],
  ['10-models-columns', `/?${columns}`],
  ['10-models-filtered', '/?state=training&metric=metrics/mAP50(B)&min=0.5'],
  ['10-models-none', '/?q=nothing-like-that'],
  ['10-models-selected', '/', selectAll],
  ['10-models-move', '/', both(selectAll, click('button', 'Move'))],
  ['10-models-menu', '/', click('button', 'State')],
  ['11-model-training', `/models/${models.training}`],
  ['12-model-trained', `/models/${models.trained}`],
  ['12-disconnected', `/models/${models.silent}`],
  ['13-overview', `/models/${models.trained}?tab=overview`],
  ['14-checkpoints', `/models/${models.trained}?tab=checkpoints`],
  ['15-console-empty', `/models/${models.trained}?tab=console`],
  ['16-new', `/models/${models.fresh}`],
  ['16-arguments', `/models/${models.fresh}`, click('button', 'Edit its arguments')],
  ['16-failed', `/models/${models.failed}`],
  ['17-long', `/models/${models.long}?tab=overview`],
  ['18-console', `/models/${platform}?tab=console`],
  ['18-curves', `/models/${platform}?tab=curves`],
  ['18-overview', `/models/${platform}?tab=overview`],
  ['18-system', `/models/${platform}?tab=system`],
  ['19-by-name', '/cameras/night'],
  [
    '20-compare',
    `/compare?model=${models.training}&model=${models.trained}&model=${models.silent}&model=${models.long}`,
  ],
  ['21-share', `/models/${models.trained}`, click('button', 'Share')],
  [
    '21-edit',
    `/models/${models.long}`,
    both(click('button', 'More actions'), click('menuitem', 'Edit name')),
  ],
  ['22-stop', `/models/${models.training}`, click('button', 'Stop')],
  ['30-projects', '/projects'],
  ['30-project', `/projects/${project.id}`],
  ['30-project-keep', `/projects/${project.id}`, click('button', 'Keep checkpoints')],
  ['30-project-edit', `/projects/${project.id}`, click('button', 'Edit and share')],
  ['31-datasets', '/datasets'],
  ['31-dataset', `/datasets/${dataset}`],
  ['32-trash', '/trash'],
  ['40-settings', '/settings'],
  ['41-keys', '/settings?tab=api+keys'],
  ['42-notices', '/settings?tab=notices'],
  ['42-notices-messages', '/settings?tab=notices', click('button', 'Messages of')],
  ['42-storage', '/settings?tab=storage'],
  ['43-people', '/settings?tab=people'],
  ['43-people-storage', '/settings?tab=people', click('button', 'Storage of')],
  ['50-missing', '/models/AAAAAAAAAAAAAAAAAAAA'],
  ['51-reference', '/docs'],
];
await hub.call('POST', '/v1/users', {
  email: 'a.very.long.address.of.somebody@department.example.org',
  password: 'a long enough password',
});
const webhook = await hub.call('POST', '/app/v1/webhooks', { url: 'http://127.0.0.1:9/long/path' });
await hub.call('POST', `/app/v1/webhooks/${webhook.id}/test`);
const { data: thrown } = await hub.call('POST', '/v1/projects', { meta: { name: 'Old things' } });
await hub.call('DELETE', `/v1/projects/${thrown.id}`);
for (const colorScheme of ['light', 'dark'] as const) {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const [name, path, act] of pages) await shot(`${colorScheme}-${name}`, path, act);
  await page.setViewportSize({ width: 360, height: 740 });
  for (const [name, path, act] of pages) await shot(`phone-${colorScheme}-${name}`, path, act);
}
await page.emulateMedia({ colorScheme: 'light' });
await page.setViewportSize({ width: 1280, height: 800 });
const plain = pages.filter(([, , act]) => !act);
const waiting: (() => void)[] = [];
const isRead = (url: URL) =>
  url.pathname.startsWith('/app/v1/') && !/\/(me|events)$/.test(url.pathname);
await page.route(isRead, (route) => new Promise((done) => waiting.push(() => done(route.abort()))));
for (const [name, path] of plain) await shot(`loading-${name}`, path);
for (const go of waiting) go();
await page.unroute(isRead);
await page.route(isRead, (route) =>
  route.fulfill({
    status: 403,
    contentType: 'application/problem+json',
    body: JSON.stringify({ status: 403, code: 'not_allowed', detail: 'The hub cannot do that.' }),
  }),
);
for (const [name, path] of plain) await shot(`failed-${name}`, path);
await browser.close();
await hub.end();
