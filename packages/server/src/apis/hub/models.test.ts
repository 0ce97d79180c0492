import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestHub } from '../../../test-support/test-hub.ts';

let hub: TestHub;
before(async () => {
  hub = await TestHub.start();
});
after(() => hub[Symbol.asyncDispose]());

const get = async (id: string, key?: string | null) =>
  hub.request('GET', `/v1/models/${id}`, key === undefined ? {} : { key });

describe('a model of the HUB API', () => {
  it('hands out what it was created with, for every client version', async () => {
    const id = await hub.model({
      config: {
        batchSize: '16',
        epochs: 3,
        imageSize: '64',
        patience: 5,
        device: 'cpu',
        cache: false,
      },
      dataset: { name: 'coco8.yaml' },
      lineage: { architecture: { name: 'yolo11n.yaml' }, parent: { name: 'yolo11n.pt' } },
      meta: { name: 'Erste 🚂' },
    });
    const { data } = (await get(id)).body;
    assert.match(id, /^[A-Za-z0-9]{20}$/);
    assert.equal(data.meta.name, 'Erste 🚂');
    assert.equal(data.status, 'new');
    assert.deepEqual(
      [data.batch_size, data.epochs, data.imgsz, data.patience, data.device, data.cache],
      [16, 3, 64, 5, 'cpu', false],
    );
    assert.deepEqual(data.train_args, {
      batch: 16,
      epochs: 3,
      imgsz: 64,
      patience: 5,
      device: 'cpu',
      cache: false,
      data: 'coco8.yaml',
    });
    assert.equal(data.cfg, 'yolo11n.yaml');
    assert.equal(data.weights, 'yolo11n.pt');
    assert.equal(data.is_pretrained, true);
    assert.equal(data.has_last_weights, false);
    assert.equal(data.has_best_weights, false);
    assert.equal(data.resume, null);
  });

  it('starts from scratch when no weights are named', async () => {
    const id = await hub.model({ lineage: { architecture: { name: 'yolov8n.yaml' } } });
    const { data } = (await get(id)).body;
    assert.equal(data.is_pretrained, false);
    assert.equal(data.weights, null);
    assert.equal(data.cfg, 'yolov8n.yaml');
  });

  it('of a local training has the end of its path as name, and no path in what it hands out', async () => {
    const path = `/home/someone/${'deep/'.repeat(60)}runs/detect/train/weights/last (1).pt`;
    const id = await hub.model({
      meta: { name: path },
      lineage: { architecture: { name: path.slice(0, -3) }, parent: { name: path } },
    });
    const { data } = (await get(id)).body;
    assert.equal(data.meta.name, 'train/weights/last (1).pt');
    assert.deepEqual([data.cfg, data.weights], ['last _1_.yaml', 'last _1_.pt']);
  });

  it('never hands out a path as architecture', async () => {
    const id = await hub.model({ lineage: { architecture: { name: '../../etc/..x.yaml' } } });
    assert.equal((await get(id)).body.data.cfg, 'x.yaml');
  });

  it('takes lists where Python has them', async () => {
    const id = await hub.model({ config: { device: [0, 1], imageSize: [640, 480], batchSize: 8 } });
    const { data } = (await get(id)).body;
    assert.deepEqual([data.device, data.imgsz, data.batch_size], ['0,1', 640, 8]);
  });

  it('never leaves `data` out of the training arguments, so that no client falls back silently', async () => {
    const { data } = (await get(await hub.model())).body;
    assert.equal(data.data, null);
    assert.match(data.train_args.data, /no-dataset/);
  });

  it('takes changes, and keeps what they do not name', async () => {
    const id = await hub.model({
      config: { epochs: 10, imageSize: 320 },
      meta: { name: 'before' },
    });
    const changed = await hub.request('PATCH', `/v1/models/${id}`, {
      body: { meta: { name: 'after' }, config: { epochs: '20' }, public: true },
    });
    assert.equal(changed.status, 200);
    const { data } = (await get(id)).body;
    assert.equal(data.meta.name, 'after');
    assert.equal(data.epochs, 20);
    assert.equal(data.imgsz, 320);
    assert.equal(data.visibility, 'public');
  });

  it('goes to the trash and comes back', async () => {
    const id = await hub.model();
    assert.equal((await hub.request('DELETE', `/v1/models/${id}?hard=False`)).status, 200);
    assert.equal((await get(id)).status, 404);
    assert.equal((await hub.request('DELETE', `/v1/models/${id}`)).status, 404);
    assert.equal((await hub.request('POST', `/app/v1/models/${id}/restore`)).status, 204);
    assert.equal((await get(id)).status, 200);
  });

  it('is gone for good after a hard delete', async () => {
    const id = await hub.model();
    assert.equal((await hub.request('DELETE', `/v1/models/${id}?hard=True`)).status, 200);
    assert.equal((await get(id)).status, 404);
    assert.equal((await hub.request('POST', `/app/v1/models/${id}/restore`)).status, 404);
  });

  it('says 501 with a way out for export, inference and get-export', async () => {
    const id = await hub.model();
    for (const [path, code] of [
      [`/v1/models/${id}/export`, 'export_not_implemented'],
      [`/v1/predict/${id}`, 'inference_not_implemented'],
      ['/get-export', 'export_not_implemented'],
    ] as const) {
      const answer = await hub.request('POST', path, { body: { format: 'onnx' } });
      assert.equal(answer.status, 501, path);
      assert.equal(answer.body.code, code);
    }
  });
});

describe('the list of models', () => {
  it('is paged by a cursor, newest first, with the total on every page', async () => {
    const owner = await hub.member('pages@example.org');
    const ids: string[] = [];
    for (let number = 0; number < 5; number++) {
      const made = await hub.request('POST', '/v1/models', {
        key: owner.key,
        body: { meta: { name: `page ${number}` } },
      });
      ids.unshift(made.body.data.id);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const after: string = cursor === null ? '' : `&last_doc_id=${cursor}`;
      const { body } = await hub.request('GET', `/v1/models?limit=2${after}`, { key: owner.key });
      assert.equal(body.data.total, 5);
      seen.push(...body.data.results.map((model: { id: string }) => model.id));
      cursor = body.data.lastRecordId;
    } while (cursor !== null);
    assert.deepEqual(seen, ids);
  });

  it('searches names, taking % and _ as themselves', async () => {
    const id = await hub.model({ meta: { name: '100%_Sicher' } });
    await hub.model({ meta: { name: '1000 sicher' } });
    const { body } = await hub.request('GET', `/v1/models?query=${encodeURIComponent('0%_s')}`);
    assert.deepEqual(
      body.data.results.map((model: { id: string }) => model.id),
      [id],
    );
  });

  it('shows everybody the public ones, and nobody the unlisted and private ones', async () => {
    const shown = await hub.model({ public: true });
    const unlisted = await hub.model({ visibility: 'unlisted' });
    const hidden = await hub.model({ visibility: 'private' });
    const { body } = await hub.request('GET', '/v1/models?public=True&limit=1000', { key: null });
    const ids = body.data.results.map((model: { id: string }) => model.id);
    assert.ok(ids.includes(shown));
    assert.ok(!ids.includes(unlisted) && !ids.includes(hidden));
  });

  it('needs an account, save for the public ones', async () => {
    assert.equal((await hub.request('GET', '/v1/models', { key: null })).status, 401);
  });

  for (const query of ['limit=many', 'public=maybe', 'last_doc_id=nobody', 'page=-1']) {
    it(`refuses ${query} as invalid_query`, async () => {
      const answer = await hub.request('GET', `/v1/models?${query}`);
      assert.equal(answer.status, 422);
      assert.equal(answer.body.code, 'invalid_query');
    });
  }
});

it('one idempotency key makes one model of an account, also at the same moment', async () => {
  await using hub = await TestHub.start();
  const create = async (key: string, as?: string): Promise<string> => {
    const headers = { 'idempotency-key': key };
    const body = { meta: { name: 'once' } };
    const reply = await hub.request('POST', '/v1/models', {
      body,
      headers,
      ...(as && { key: as }),
    });
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    return reply.body.data.id;
  };
  const ids = await Promise.all(Array.from({ length: 5 }, () => create('the-same-key')));
  assert.equal(new Set(ids).size, 1);
  assert.notEqual(await create('another-key'), ids[0]);
  const stranger = await hub.member('stranger@example.org');
  assert.notEqual(await create('the-same-key', stranger.key), ids[0]);
  const bad = { 'idempotency-key': 'x' };
  assert.equal((await hub.request('POST', '/v1/models', { body: {}, headers: bad })).status, 422);
});
