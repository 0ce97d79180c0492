import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { OtlpReceiver, type ReceivedSpan } from '../../test-support/otlp-receiver.ts';
import { TestHub } from '../../test-support/test-hub.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

const attribute = (span: ReceivedSpan, name: string) =>
  span.attributes.find(({ key }) => key === name)?.value;

describe('traces', () => {
  it('show a request, its transactions and its blob operations, below whoever asked', async () => {
    await using receiver = await OtlpReceiver.start();
    const hub = await TestHub.start({ otlpEndpoint: receiver.url });
    const id = await hub.model();
    const headers = { traceparent: `00-${TRACE}-${PARENT}-01` };
    const content = randomBytes(1000);
    const file = { name: 'weights.onnx', content };
    await hub.upload(`/v1/models/${id}/upload`, { type: 'final' }, file, { headers });
    const { headers: answered } = await hub.request('GET', `/v1/models/${id}`, { headers });
    await hub[Symbol.asyncDispose]();

    assert.deepEqual([...receiver.services], ['trainyard']);
    const ours = receiver.spans.filter((span) => span.traceId === TRACE);
    const upload = ours.find(({ name }) => name === 'POST /v1/models/:id/upload')!;
    assert.equal(upload.parentSpanId, PARENT);
    assert.deepEqual(attribute(upload, 'http.route'), { stringValue: '/v1/models/:id/upload' });
    assert.deepEqual(attribute(upload, 'http.response.status_code'), { intValue: 200 });
    const below = ours.filter(({ parentSpanId }) => parentSpanId === upload.spanId);
    const names = new Set(below.map(({ name }) => name));
    assert.ok(names.has('blob put') && names.has('database transaction'), [...names].join());
    const read = ours.find(({ name }) => name === 'GET /v1/models/:id')!;
    assert.deepEqual(attribute(read, 'trainyard.request_id'), {
      stringValue: answered.get('x-request-id'),
    });
    const text = JSON.stringify(receiver.spans);
    assert.ok(!text.includes(hub.key) && !text.includes(id), 'neither keys nor ids of objects');
  });

  it('that nobody receives do not keep a hub from working and stopping', async () => {
    const receiver = await OtlpReceiver.start();
    await receiver[Symbol.asyncDispose]();
    await using hub = await TestHub.start({ otlpEndpoint: receiver.url });
    assert.equal((await hub.request('GET', '/v1/models')).status, 200);
  });
});
