import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSession } from '../session/open-session.ts';
import { MODEL_ID, sessionKit } from '../testing/session-kit.ts';

test('an upload that the hub found damaged is sent again from its start', async () => {
  await using kit = await sessionKit(['events', 'finish', 'tus']);
  let refusals = 0;
  kit.hub.fault = ({ method, path }) => {
    if (path.startsWith('/app/v1/uploads/1')) {
      if (method === 'HEAD') return { status: 404 };
      if (method === 'PATCH' && refusals++ === 0) return { status: 460 };
    }
    return undefined;
  };
  const session = await openSession(MODEL_ID, kit.options);
  const weights = join(kit.directory, 'best.pt');
  await writeFile(weights, randomBytes(100_000));
  assert.equal((await session.finish({ weights })).complete, true);
  assert.equal(kit.hub.sent('POST', '/app/v1/uploads').length, 2);
  assert.equal(kit.hub.uploads.length, 1);
});

test('one that is damaged again and again is given up, with a warning', async () => {
  await using kit = await sessionKit(['events', 'finish', 'tus']);
  kit.hub.fault = ({ method, path }) => {
    if (!path.startsWith('/app/v1/uploads/')) return undefined;
    return { status: method === 'HEAD' ? 404 : 460 };
  };
  const session = await openSession(MODEL_ID, kit.options);
  const weights = join(kit.directory, 'best.pt');
  await writeFile(weights, randomBytes(1000));
  assert.equal((await session.finish({ weights })).complete, true);
  assert.equal(kit.hub.sent('POST', '/app/v1/uploads').length, 3);
  assert.deepEqual(
    kit.warnings.map(({ code }) => code),
    ['checkpoint_refused'],
  );
});

test('an upload goes on in the next process, where the hub says it is', async () => {
  await using kit = await sessionKit(['events', 'finish', 'tus']);
  const size = 2_000_000;
  let pieces = 0;
  kit.hub.fault = ({ method }) =>
    method === 'PATCH' && ++pieces > 2
      ? { status: 503, headers: { 'retry-after': '60' } }
      : undefined;
  const weights = join(kit.directory, 'best.pt');
  await writeFile(weights, randomBytes(size));
  const first = await openSession(MODEL_ID, kit.options);
  assert.equal((await first.finish({ weights, deadline: 500 })).complete, false);
  kit.hub.fault = null;
  await (await openSession(MODEL_ID, kit.options)).close();
  assert.equal(kit.hub.uploads.length, 1);
  assert.equal(kit.hub.sent('POST', '/app/v1/uploads').length, 1);
  const resumed = kit.progress.find(({ type }) => type === 'resumed');
  assert.ok(resumed?.type === 'resumed' && resumed.from > 0);
});
