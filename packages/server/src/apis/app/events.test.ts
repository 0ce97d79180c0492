import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TestHub } from '../../../test-support/test-hub.ts';

/** Reads server-sent events until `enough` says so. */
async function read(
  hub: TestHub,
  headers: Record<string, string>,
  act: () => Promise<unknown>,
  enough: (text: string) => boolean,
  query = '',
): Promise<string> {
  const abort = new AbortController();
  const response = await fetch(`${hub.url}/app/v1/events${query}`, {
    headers,
    signal: abort.signal,
  });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const timer = setTimeout(() => abort.abort(), 5000);
  let text = '';
  const acting = act();
  while (!enough(text)) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
  }
  await acting;
  clearTimeout(timer);
  abort.abort();
  return text;
}

describe('live changes', () => {
  it('tell of metrics, and after a lost connection of what was missed', async () => {
    await using hub = await TestHub.start();
    const id = await hub.model();
    const send = (epoch: number) =>
      hub.request('POST', `/v1/models/${id}`, {
        body: { type: 'metrics', metrics: { [epoch]: '{"loss":1}' } },
      });
    const key = { 'x-api-key': hub.key };
    const first = await read(
      hub,
      key,
      () => send(0),
      (text) => text.includes('metrics'),
    );
    assert.match(first, new RegExp(`data: {"type":"metrics","modelId":"${id}"}`));
    const lastId = /id: (\S+)\n(?!.*id:)/s.exec(first)![1]!;
    await send(1);
    const again = await read(
      hub,
      { ...key, 'last-event-id': lastId },
      async () => {},
      (text) => text.includes('metrics'),
    );
    assert.match(again, /metrics/);
    assert.doesNotMatch(again, /resync/);
  });

  it('say that something may have been missed after the hub was started again', async () => {
    await using hub = await TestHub.start();
    const headers = { 'x-api-key': hub.key, 'last-event-id': 'deadbeef-7' };
    const text = await read(
      hub,
      headers,
      async () => {},
      (got) => got.includes('resync'),
    );
    assert.match(text, /event: resync/);
  });

  it('never tell of other people’s private models', async () => {
    await using hub = await TestHub.start();
    const other = await hub.member('curious@example.org');
    const hidden = await hub.model();
    const send = async () => {
      await hub.request('POST', `/v1/models/${hidden}`, {
        body: { type: 'metrics', metrics: { 0: '{"loss":1}' } },
      });
      await hub.request('POST', '/v1/models', { key: other.key, body: { name: 'mine' } });
    };
    const headers = { 'x-api-key': other.key };
    const text = await read(
      hub,
      headers,
      send,
      (got) => got.includes('"model"'),
      `?model=${hidden}`,
    );
    assert.doesNotMatch(text, new RegExp(hidden));
  });

  it('tell of a public model until it is hidden', async () => {
    await using hub = await TestHub.start();
    const other = await hub.member('curious@example.org');
    const id = await hub.model();
    const show = (visibility: string) =>
      hub.request('PATCH', `/app/v1/models/${id}`, { body: { visibility } });
    const metrics = (epoch: number) =>
      hub.request('POST', `/v1/models/${id}`, {
        body: { type: 'metrics', metrics: { [epoch]: '{"loss":1}' } },
      });
    await show('public');
    const headers = { 'x-api-key': other.key };
    const query = `?model=${id}`;
    const heard = async (act: () => Promise<unknown>, mark: string) =>
      read(hub, headers, act, (text) => text.includes(mark), query);
    const seen = await heard(() => metrics(0), '"metrics"');
    assert.match(seen, new RegExp(id));
    const hidden = await heard(async () => {
      await show('private');
      await metrics(1);
      await hub.request('POST', '/v1/models', { key: other.key, body: { name: 'mine' } });
    }, '"model"');
    assert.doesNotMatch(hidden, new RegExp(id));
  });
});
