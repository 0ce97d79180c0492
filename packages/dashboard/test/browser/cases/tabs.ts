import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { TcpProxy } from '../../../../session/src/testing/tcp-proxy.ts';
import { manyEpochs } from '../support/demo-data.ts';
import { Stage } from '../support/stage.ts';

const chart = (page: Page, points: number) =>
  page.getByRole('img', { name: `metrics/mAP50-95(B): ${points} points` });

describe('several tabs of one browser', () => {
  it('share one connection, and hand it on when the tab that has it is closed', async () => {
    const stage = await Stage.set();
    const { hub } = stage;
    const id = await hub.model('shared', { config: { epochs: 20 } });
    await hub.metrics(id, manyEpochs(0, 2, 20));
    // The page that is open may only now be asking for its own.
    await stage.page.goto('about:blank');
    const streams: string[] = [];
    const second = await stage.tab();
    for (const page of [stage.page, second]) {
      page.on('request', (request) => {
        if (request.url().includes('/app/v1/events')) streams.push(request.url());
      });
    }
    await stage.open(`/models/${id}`);
    await chart(stage.page, 2).waitFor();
    await second.goto(`${hub.url}/models/${id}`);
    await chart(second, 2).waitFor();
    await hub.metrics(id, manyEpochs(2, 3, 20));
    await Promise.all([chart(stage.page, 3).waitFor(), chart(second, 3).waitFor()]);
    assert.equal(streams.length, 1);
    const handedOn = second.waitForRequest(/\/app\/v1\/events/);
    await stage.page.close();
    await handedOn;
    await hub.metrics(id, manyEpochs(3, 4, 20));
    await chart(second, 4).waitFor();
    assert.equal(streams.length, 2);
    await stage.strike();
  });
});

describe('a page that lost its connection', () => {
  it('says so, and catches up on what came meanwhile', async () => {
    const stage = await Stage.set();
    const { hub, page } = stage;
    const id = await hub.model('catch-up', { config: { epochs: 20 } });
    await hub.metrics(id, manyEpochs(0, 2, 20));
    // A network that can be taken away, in front of the same hub.
    await using network = await TcpProxy.start(hub.url);
    await page.goto(`${network.url}/models/${id}`);
    await chart(page, 2).waitFor();
    network.down();
    await page.getByText('Connection lost').waitFor();
    await hub.metrics(id, manyEpochs(2, 7, 20));
    network.up();
    await chart(page, 7).waitFor();
    await page.getByText('Connection lost').waitFor({ state: 'detached' });
    await stage.strike();
  });
});
