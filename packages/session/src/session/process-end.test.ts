import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { API_KEY, MODEL_ID, sessionKit } from '../testing/session-kit.ts';

const SESSION = fileURLToPath(new URL('../index.ts', import.meta.url));

/**
 * Runs a program that has a session open; resolves with its exit code. Its standard input ends when
 * `until` resolves.
 */
function runProgram(
  hub: string,
  spool: string,
  body: string,
  until: Promise<void> = Promise.resolve(),
): Promise<number | null> {
  const program = `
    import { openSession } from ${JSON.stringify(SESSION)};
    const session = await openSession('${MODEL_ID}', {
      hub: '${hub}', apiKey: '${API_KEY}', spool: ${JSON.stringify(spool)},
      environment: false, onWarning: () => undefined,
    });
    ${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  void until.then(() => child.stdin?.end());
  return new Promise((resolve) => child.on('close', resolve));
}

test('an open session does not keep the process alive, and the tail is still sent', async () => {
  await using kit = await sessionKit();
  const spool = kit.options.spool as string;
  const code = await runProgram(kit.hub.url, spool, 'void session.logMetrics(0, { loss: 1 });');
  assert.equal(code, 0);
  assert.deepEqual(kit.hub.metrics.get(0), { loss: 1 });
});

test('a hub that takes requests and never answers does not keep it alive either', async () => {
  await using kit = await sessionKit();
  const body = 'process.exitCode = 3; setTimeout(() => process.exit(9), 25_000).unref();';
  kit.hub.silent = (path) => path.includes('heartbeat');
  assert.equal(await runProgram(kit.hub.url, kit.options.spool as string, body), 3);
});

test('what the console shows is captured, whole lines with secrets masked', async () => {
  await using kit = await sessionKit(['events', 'finish']);
  const body = `
    await session.close();
    const captured = await openSession('${MODEL_ID}', {
      hub: '${kit.hub.url}', apiKey: '${API_KEY}', spool: ${JSON.stringify(kit.options.spool)},
      environment: true, console: true, system: 50, sendInterval: 20, onWarning: () => undefined,
    });
    process.stdout.write('one\\ntwo ');
    console.error('key ${API_KEY}');
    await new Promise((resolve) => process.stdin.on('close', resolve).resume());
    await captured.finish();`;
  const arrived = kit.hub.until(
    () =>
      kit.hub.batches.some(({ system }) => system?.length) &&
      kit.hub.batches.some(({ environment }) => environment),
  );
  assert.equal(await runProgram(kit.hub.url, kit.options.spool as string, body, arrived), 0);
  const console = kit.hub.batches.flatMap((batch) => batch.console ?? []);
  const textOf = (stream: string) =>
    console
      .filter((event) => event.stream === stream)
      .map(({ text }) => text)
      .join('\n');
  assert.equal(textOf('stdout'), 'one\ntwo ');
  assert.equal(textOf('stderr'), 'key ***');
  const system = kit.hub.batches.flatMap((batch) => batch.system ?? []);
  assert.ok(system.length > 0);
  assert.equal(typeof system[0]?.values['cpu'], 'number');
  const environment = kit.hub.batches.find((batch) => batch.environment)?.environment;
  assert.equal(environment?.['runtime'], `node ${process.versions.node}`);
});
