import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestHub } from '../../test-support/test-hub.ts';

describe('the figures of a metric', () => {
  let hub: TestHub;
  let id: string;
  before(async () => {
    hub = await TestHub.start();
    id = await hub.model();
  });
  after(() => hub[Symbol.asyncDispose]());

  const send = (values: Readonly<Record<number, string>>) =>
    hub.request('POST', `/v1/models/${id}`, {
      body: {
        type: 'metrics',
        metrics: Object.fromEntries(
          Object.entries(values).map(([step, value]) => [step, `{"metrics/mAP50": ${value}}`]),
        ),
      },
    });

  /** The figures once they know of this newest value: they trail the metrics by a moment. */
  const once = async (last: number) => {
    for (;;) {
      const { metric } = (await hub.request('GET', `/app/v1/models/${id}`)).body;
      if (metric?.last === last) return [metric.best, metric.bestStep];
    }
  };

  it('forget a best value that was overwritten', async () => {
    await send({ 0: '0.1', 1: '0.9', 2: '0.3' });
    assert.deepEqual(await once(0.3), [0.9, 1]);
    await send({ 1: '0.2', 3: '0.4' });
    assert.deepEqual(await once(0.4), [0.4, 3]);
  });

  it('forget it also when nothing of it was kept yet', async () => {
    await send({ 4: '0.95' });
    await send({ 4: 'NaN', 5: '0.5' });
    assert.deepEqual(await once(0.5), [0.5, 5]);
  });

  it('stay as they are when the same values come again', async () => {
    await send({ 1: '0.2', 5: '0.5' });
    await send({ 6: '0.35' });
    assert.deepEqual(await once(0.35), [0.5, 5]);
  });
});
