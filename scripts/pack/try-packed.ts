import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * What `npm run test:pack` does after `npm run pack`: installs the packed files in an empty folder,
 * as a user would, and there serves, trains, downloads the weights and stops.
 */
const packages = globSync(resolve('dist/packages/*.tgz'));
assert.equal(packages.length, 4, 'run npm run pack first');
const folder = mkdtempSync(join(tmpdir(), 'trainyard-packed-'));
// The Node that runs this is the one that the packages run on.
const env: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
  TRAINYARD_API_KEY: randomBytes(21).toString('hex'),
  XDG_CONFIG_HOME: join(folder, 'config'),
  XDG_CACHE_HOME: join(folder, 'cache'),
};

try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const types = ['@types/node', 'typescript'].map((name) => `${name}@${version(name)}`);
  await run('npm', [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    ...packages,
    ...types,
  ]);
  for (const file of installed()) {
    const text = readFileSync(file, 'utf8');
    assert.ok(!text.includes(process.cwd()), `${file} names a folder of this machine`);
    assert.doesNotMatch(text, /sourceMappingURL/, file);
  }
  for (const name of ['trainyard', '@trainyard/session']) {
    assert.match(readFileSync(join(folder, 'node_modules', name, 'LICENSE'), 'utf8'), /Apache/);
  }
  copyFileSync('scripts/pack/try/trainer.ts', join(folder, 'trainer.ts'));
  await run('npx', [
    'tsc',
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--types',
    'node',
    '--target',
    'es2024',
    '--lib',
    'es2024,esnext.disposable',
    'trainer.ts',
  ]);

  const hub = await serve('npx', ['trainyard']);
  env['TRAINYARD_URL'] = hub.url;
  const page = await (await fetch(hub.url)).text();
  assert.match(page, /<script type="module"/, 'the web page is part of the package');
  const trained = await run(process.execPath, ['trainer.ts']);
  const model = trained.trim().split('\n').at(-1)!;
  await run('npx', ['trainyard', 'models', 'download', model, '--output', 'best.onnx']);
  assert.equal(readFileSync(join(folder, 'best.onnx'), 'utf8'), 'weights of epoch 1');
  await hub.stop();
  // npx does not hand on how its program ended; without it, one sees that.
  const again = await serve(join(folder, 'node_modules/.bin/trainyard'), []);
  assert.equal(await again.stop(), 0);
  process.stdout.write('The packed files install, serve, train and hand out weights.\n');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function version(name: string): string {
  return JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8')).version;
}

/** The files of our own packages, as they were installed. */
function installed(): string[] {
  return globSync(join(folder, 'node_modules/{trainyard,@trainyard/*}/**/*.{js,ts,json}'));
}

async function serve(command: string, first: readonly string[]) {
  const child = spawn(command, [...first, 'serve', '--port', '0', '--data', 'data'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own, as in a terminal: its end is told to npx and to the hub below it.
    detached: true,
  });
  // Not before the hub has let go of its output, whoever started it.
  const ended = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /running at +(\S+)/.exec(line)?.[1];
    if (!url) continue;
    const stop = async () => {
      process.kill(-child.pid!, 'SIGTERM');
      const [code] = await ended;
      return code as number | null;
    };
    child.stdout.resume();
    return { url, stop };
  }
  throw new Error('the hub ended before it served');
}

async function run(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  const [code] = await once(child, 'close');
  const output = Buffer.concat(parts).toString();
  assert.equal(code, 0, `${command} ${args[0]} ended with ${code}:\n${output}`);
  return output;
}
