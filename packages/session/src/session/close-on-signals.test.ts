import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { API_KEY, MODEL_ID, sessionKit } from '../testing/session-kit.ts';

/** Each trainer has a spool of its own: none sends what another one has left. */
let count = 0;
const SESSION = fileURLToPath(new URL('../index.ts', import.meta.url));

/** Starts a trainer that logs one epoch and then waits; resolves once it waits. */
async function trainer(
  kit: Awaited<ReturnType<typeof sessionKit>>,
  more: { before?: string; after?: string; options?: string } = {},
): Promise<ChildProcess> {
  const program = `
    import { openSession } from ${JSON.stringify(SESSION)};
    ${more.before ?? ''}
    const session = await openSession('${MODEL_ID}', {
      hub: '${kit.hub.url}', apiKey: '${API_KEY}', spool: ${JSON.stringify(join(kit.directory, `spool-${count++}`))},
      environment: false, onWarning: () => undefined, ${more.options ?? ''}
    });
    ${more.after ?? ''}
    await session.logMetrics(0, { loss: 1 });
    setInterval(() => undefined, 1000);
    console.log('waiting');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout!, 'data');
  return child;
}

/** Sends a signal, and resolves with how the process ended. */
async function end(child: ChildProcess, signal: NodeJS.Signals) {
  const closed = once(child, 'close');
  child.kill(signal);
  const [code, by] = await closed;
  return { code, by };
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} ends a trainer as ever, and the hub has its tail and its goodbye`, async () => {
    await using kit = await sessionKit(['events', 'finish']);
    const ended = await end(await trainer(kit), signal);
    assert.deepEqual(ended, { code: null, by: signal });
    assert.deepEqual(kit.hub.metrics.get(0), { loss: 1 });
    assert.equal(kit.hub.batches.at(-1)?.leaving, true);
  });
}

test('who listens to a signal decides alone, whether from before or from after', async () => {
  await using kit = await sessionKit(['events', 'finish']);
  const own = `const own = () => {
    if (process.listenerCount('SIGTERM') === 1) process.exit(7);
  };
  process.on('SIGTERM', own);`;
  for (const more of [{ before: own }, { after: own }]) {
    assert.deepEqual(await end(await trainer(kit, more), 'SIGTERM'), { code: 7, by: null });
  }
  assert.ok(!kit.hub.batches.some(({ leaving }) => leaving));
  // Once theirs is gone, ours is back.
  const gone = { after: `${own} process.off('SIGTERM', own);` };
  await end(await trainer(kit, gone), 'SIGTERM');
  assert.equal(kit.hub.batches.at(-1)?.leaving, true);
});

test('a hub that does not answer delays the end by 2 s at most, and a second signal by nothing', async () => {
  await using kit = await sessionKit(['events', 'finish']);
  kit.hub.silent = (path) => path.endsWith('/events');
  const one = await end(await trainer(kit), 'SIGTERM');
  assert.deepEqual(one, { code: null, by: 'SIGTERM' });
  const child = await trainer(kit);
  const asked = () => kit.hub.requests.filter(({ path }) => path.endsWith('/events')).length;
  const before = asked();
  child.kill('SIGINT');
  await kit.hub.until(() => asked() > before);
  // By whichever of the two: on a slow machine the first one's 2 s may be over before.
  const { code, by } = await end(child, 'SIGTERM');
  assert.deepEqual([code, ['SIGINT', 'SIGTERM'].includes(by)], [null, true]);
});

test('a trainer can do without', async () => {
  await using kit = await sessionKit(['events', 'finish']);
  await end(await trainer(kit, { options: 'signals: false' }), 'SIGTERM');
  assert.ok(!kit.hub.batches.some(({ leaving }) => leaving));
});
