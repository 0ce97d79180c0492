import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Stage } from '../support/stage.ts';

/** What a webhook was sent. */
interface Received {
  readonly event: string;
  readonly text: string;
}

describe('settings', () => {
  let stage: Stage;
  let receiver: Server;
  let url: string;
  const waiting: ((message: Received) => void)[] = [];
  before(async () => {
    stage = await Stage.set();
    receiver = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      response.writeHead(204).end();
      waiting.shift()?.(JSON.parse(body));
    });
    await once(receiver.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  });
  after(async () => {
    receiver.close();
    await stage.strike();
  });

  const received = () => new Promise<Received>((resolve) => waiting.push(resolve));
  const press = (name: string) => stage.page.getByRole('button', { name, exact: true }).click();
  const dialog = () => stage.page.getByRole('dialog');

  it('make a webhook, which is told of a failure, tried and deleted', async () => {
    const { page, hub } = stage;
    await stage.open('/settings?tab=notices');
    await page.getByText('This hub sends no e-mail').waitFor();
    const address = page.getByLabel('Address');
    await address.fill('ftp://example.org');
    await press('Make webhook');
    await page.getByText('A webhook needs an address such as').waitFor();
    assert.equal(await address.inputValue(), 'ftp://example.org');
    await address.fill(url);
    await page.getByLabel('Name').fill('night watch');
    await page.getByLabel('began to train').uncheck();
    await press('Make webhook');
    await page.getByText(/^whsec_/).waitFor();
    assert.equal(await address.inputValue(), '');

    const failure = received();
    const id = await hub.model('night');
    await hub.metrics(id, { 0: { loss: 1 } });
    await hub.call('POST', `/app/v1/models/${id}/finish`, {
      ...{ sessionId: 'night-session', state: 'failed', message: 'CUDA out of memory' },
    });
    const { event, text } = await failure;
    assert.equal(event, 'model.failed');
    assert.match(text, /night.*CUDA out of memory/s);
    await press('Messages of night watch');
    await dialog().getByRole('cell', { name: 'model.failed' }).waitFor();
    await dialog().getByRole('cell', { name: 'delivered (204)' }).waitFor();
    const ping = received();
    await press('Send a test');
    assert.equal((await ping).event, 'ping');
    await dialog().getByRole('cell', { name: 'ping' }).waitFor();
    await press('Close');

    await press('Delete night watch');
    await press('Delete');
    await page.getByRole('row', { name: /night watch/ }).waitFor({ state: 'detached' });
  });

  it('limit what somebody may store', async () => {
    const { page, hub } = stage;
    await stage.open('/settings?tab=people');
    await page.getByRole('button', { name: /^Storage of/ }).click();
    await dialog().getByText('Taken now').waitFor();
    await page.getByLabel(/At most/).fill('1.5');
    await press('Save');
    await dialog().waitFor({ state: 'detached' });
    const { items } = await hub.call('GET', '/app/v1/people');
    const path = `/app/v1/people/${items[0].id}/storage-limit`;
    assert.equal((await hub.call('GET', path)).limit, 1.5 * 2 ** 30);
    await page.getByRole('button', { name: /^Storage of/ }).click();
    await page.getByLabel(/At most/).fill('');
    await press('Save');
    await dialog().waitFor({ state: 'detached' });
    assert.equal((await hub.call('GET', path)).limit, null);
  });

  it('say which checkpoints a project keeps', async () => {
    const { page, hub } = stage;
    const { data } = await hub.call('POST', '/v1/projects', { meta: { name: 'cameras' } });
    await stage.open(`/projects/${data.id}`);
    await press('Keep checkpoints');
    await page.getByLabel('Best, last and some of the others').check();
    await page.getByLabel('Of the others, every so-manieth').fill('5');
    await press('Save');
    await dialog().waitFor({ state: 'detached' });
    const kept = await hub.call('GET', `/app/v1/projects/${data.id}/retention`);
    assert.deepEqual(kept, { retention: { every: 5 } });
    await press('Keep checkpoints');
    assert.equal(await page.getByLabel('Of the others, every so-manieth').inputValue(), '5');
    await press('Cancel');
  });
});
