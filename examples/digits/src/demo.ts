/**
 * Everything at once: starts a hub on a data folder of its own, trains the digits against it in a
 * real session, downloads the weights, verifies them, and goes on serving.
 *
 * Usage: node examples/digits/src/demo.ts [FOLDER]
 */
import { join, resolve } from 'node:path';
import { createHub } from '@trainyard/server';
import { openSession } from '@trainyard/session';
import { loadDigits } from './digits.ts';
import { Network } from './network.ts';
import { loadTensors } from './safetensors.ts';
import { train } from './train.ts';

const EPOCHS = 12;
const folder = resolve(process.argv[2] ?? 'trainyard-demo');
const apiKey = '0123456789abcdef'.repeat(3).slice(0, 42);

const hub = await createHub({
  port: Number(process.env['TRAINYARD_PORT'] ?? 8787),
  data: join(folder, 'data'),
  apiKey,
});
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());

const options = {
  hub: hub.url,
  apiKey,
  spool: join(folder, 'spool'),
  cache: join(folder, 'cache'),
  console: true,
  system: 2000,
  checkpointInterval: 10_000,
};
const session = await openSession('digits-mlp.yaml', {
  ...options,
  name: 'Handwritten digits',
  trainArgs: { epochs: EPOCHS, batch: 32, imgsz: 28, data: 'mnist', optimizer: 'SGD' },
});
const signInPath = await hub.signInPath();
console.log(`\n  The hub:     ${hub.url}`);
if (signInPath) console.log(`  Sign in:     ${hub.url}${signInPath}   (works once)`);
console.log(`  The model:   ${session.modelUrl}\n`);

const { outcome } = await train(session, {
  epochs: EPOCHS,
  folder: join(folder, 'runs'),
  signal: stop.signal,
});
if (outcome === 'finished') await verify(session.modelId as string);
else console.log(`\n  The training was ${outcome}.`);

if (!stop.signal.aborted) {
  console.log(`\n  Serving on at ${hub.url} until Ctrl-C.`);
  await new Promise((done) => stop.signal.addEventListener('abort', done));
}
await hub.close();

/** Downloads the weights as anybody would, and lets them recognise digits. */
async function verify(model: string): Promise<void> {
  const { start } = await openSession(model, options);
  if (start.kind !== 'trained') throw new Error(`the model is not trained but ${start.kind}`);
  const network = new Network();
  network.load((await loadTensors(start.weights)).tensors);
  const { accuracy } = network.score((await loadDigits()).test);
  console.log(`\n  Downloaded:  ${start.weights}`);
  console.log(
    `  Verified:    sha256 matches, and it recognises ${(accuracy * 100).toFixed(2)} % of digits that it has never seen`,
  );
}
