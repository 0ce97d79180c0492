import type { Page } from 'playwright-core';
import { BrowserHub } from '../packages/dashboard/test/browser/support/browser-hub.ts';
import { launchChromium } from '../packages/dashboard/test/browser/support/chromium.ts';
import { epochMetrics } from '../packages/dashboard/test/browser/support/demo-data.ts';
import { printTimes } from './suite/print-times.ts';

/**
 * The web page in a real Chromium: `node bench/dashboard.ts [epochs] [points]`. Prints how long a
 * metric takes from the moment when it is sent until the frame after its chart was drawn, and the
 * time between frames while a chart of very many points is moved along.
 */
const epochs = Number(process.argv[2] ?? 100);
const points = Number(process.argv[3] ?? 1_000_000);

const hub = await BrowserHub.start('a password of its own');
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(hub.url);
  await page.getByLabel('E-mail').fill('owner@localhost');
  await page.getByLabel('Password').fill(hub.password!);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Models' }).waitFor();
  printTimes(`a metric, sent to drawn (${epochs} times)`, await arrivals(page));
  printTimes(
    `frames while ${points.toLocaleString('en')} points are moved along`,
    await frames(page),
  );
} finally {
  await browser.close();
  await hub.end();
}

async function arrivals(page: Page): Promise<number[]> {
  const id = await hub.model('live', { config: { epochs } });
  await hub.metrics(id, { 0: epochMetrics(0, epochs) });
  await page.goto(`${hub.url}/models/${id}`);
  const label = 'metrics/mAP50-95(B)';
  await page.getByRole('img', { name: `${label}: 1 points` }).waitFor();
  const times: number[] = [];
  for (let epoch = 1; epoch < epochs; epoch++) {
    // Both clocks are this machine's.
    const drawn = page.evaluate(
      ([start, count]) =>
        new Promise<number>((resolve) => {
          const look = () => {
            const chart = document.querySelector(`[aria-label^="${start}"]`);
            if (!chart?.getAttribute('aria-label')?.startsWith(`${start}: ${count} points`)) {
              requestAnimationFrame(look);
              return;
            }
            requestAnimationFrame(() => resolve(Date.now()));
          };
          look();
        }),
      [label, epoch + 1] as const,
    );
    const sent = Date.now();
    await hub.metrics(id, { [epoch]: epochMetrics(epoch, epochs) });
    times.push((await drawn) - sent);
  }
  return times;
}

async function frames(page: Page): Promise<number[]> {
  const id = await hub.model('long');
  const AT_ONCE = 10_000;
  for (let from = 0; from < points; from += AT_ONCE) {
    const metrics = Array.from({ length: Math.min(AT_ONCE, points - from) }, (_, index) => {
      const step = from + index;
      return { step, values: { loss: Math.sin(step / 5000) + Math.random() } };
    });
    await hub.call('POST', `/app/v1/models/${id}/events`, { sessionId: 'bench-session', metrics });
  }
  await page.goto(`${hub.url}/models/${id}`);
  await page.getByLabel('Along').selectOption('step');
  const over = page.locator('figure .u-over').first();
  const box = (await over.boundingBox())!;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.4, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, y, { steps: 5 });
  await page.mouse.up();
  await page.getByRole('button', { name: 'Show all' }).waitFor();
  const measured = page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const times: number[] = [];
        let last = performance.now();
        const end = last + 5000;
        const frame = (now: number) => {
          times.push(now - last);
          last = now;
          if (now < end) requestAnimationFrame(frame);
          else resolve(times.slice(1));
        };
        requestAnimationFrame(frame);
      }),
  );
  let running = true;
  const done = measured.finally(() => {
    running = false;
  });
  await page.keyboard.down('Shift');
  await page.mouse.move(box.x + box.width * 0.2, y);
  await page.mouse.down();
  for (let step = 0; running; step++) {
    await page.mouse.move(box.x + box.width * (0.5 + 0.3 * Math.sin(step / 20)), y);
  }
  await page.mouse.up();
  await page.keyboard.up('Shift');
  return done;
}
