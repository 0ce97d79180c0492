import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * How long `npm start` takes on data that is there already, from the command to the line that says
 * where the hub runs: `node bench/start.ts [times]`. The first start, which makes the data, is not
 * counted.
 */
const times = Number(process.argv[2] ?? 10);
const root = fileURLToPath(new URL('..', import.meta.url));
const data = await mkdtemp(join(tmpdir(), 'trainyard-start-'));
try {
  await start();
  const taken: number[] = [];
  for (let time = 0; time < times; time++) taken.push(await start());
  taken.sort((a, b) => a - b);
  const median = taken[Math.floor(taken.length / 2)]!;
  console.log(
    `npm start, data there: median ${median.toFixed(0)} ms, ` +
      `from ${taken[0]!.toFixed(0)} to ${taken.at(-1)!.toFixed(0)} ms (${times} times)`,
  );
} finally {
  await rm(data, { recursive: true, force: true });
}

async function start(): Promise<number> {
  const started = performance.now();
  const npm = spawn('npm', ['start'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, TRAINYARD_DATA: data, TRAINYARD_PORT: '0' },
  });
  let text = '';
  for await (const chunk of npm.stdout) {
    text += chunk;
    if (/running at/.test(text)) break;
  }
  const taken = performance.now() - started;
  const ended = once(npm, 'exit');
  // The whole group: npm, its shell and the hub.
  process.kill(-npm.pid!, 'SIGINT');
  await ended;
  return taken;
}
