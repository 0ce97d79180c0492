import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestHub } from '../../../test-support/test-hub.ts';

describe('a chart’s series', () => {
  let hub: TestHub;
  let id: string;
  const PEAK = 1234;

  before(async () => {
    hub = await TestHub.start();
    id = await hub.model();
    const metrics: Record<string, string> = {};
    for (let step = 0; step < 5000; step++) {
      metrics[step] = `{"loss": ${step === PEAK ? 99 : 1 / (step + 1)}}`;
    }
    metrics[5000] = '{"loss": NaN, "short": 1}';
    await hub.request('POST', `/v1/models/${id}`, { body: { type: 'metrics', metrics } });
  });
  after(() => hub[Symbol.asyncDispose]());

  const chart = async (query: string) =>
    (await hub.request('GET', `/app/v1/chart?model=${id}&${query}`)).body.series;

  it('is the points themselves when there are few', async () => {
    const [short] = await chart('series=short');
    assert.deepEqual([short.exact, short.step, short.low], [true, [5000], [1]]);
  });

  it('is one entry per pixel column when there are many, and no peak is lost', async () => {
    const [loss] = await chart('series=loss&columns=100');
    assert.equal(loss.exact, false);
    assert.ok(loss.step.length <= 101, `${loss.step.length}`);
    assert.equal(Math.max(...loss.high), 99);
    assert.equal(loss.nonFinite, 1);
  });

  it('is exact again where a range is narrow', async () => {
    const [loss] = await chart(`series=loss&columns=100&from=${PEAK - 2}&to=${PEAK + 2}`);
    assert.equal(loss.exact, true);
    assert.equal(loss.low[2], 99);
  });

  it('lists the names, with their figures, by page', async () => {
    const { body } = await hub.request('GET', `/app/v1/models/${id}/series?limit=1`);
    assert.deepEqual([body.items.length, body.items[0].name, body.total], [1, 'loss', 2]);
  });
});
