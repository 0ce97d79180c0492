/**
 * Trains a classifier of handwritten digits, live against a running hub.
 *
 * Usage: node examples/digits/src/main.ts [MODEL] [--epochs N]
 * With a model's id or URL it goes on where that one was interrupted.
 */
import { parseArgs } from 'node:util';
import { openSession } from '@trainyard/session';
import { train } from './train.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { epochs: { type: 'string', default: '20' } },
});
const epochs = Number(values.epochs);
const session = await openSession(positionals[0] ?? 'digits-mlp.yaml', {
  name: 'Handwritten digits',
  trainArgs: { epochs, batch: 32, imgsz: 28, data: 'mnist', optimizer: 'SGD' },
  // Often enough to see it work; the default of 900 s is meant for longer trainings.
  checkpointInterval: 10_000,
  console: true,
  system: 10_000,
});
console.log(`model ${session.modelUrl}`);
if (session.start.kind === 'trained') {
  console.log(`is trained already; its weights: ${session.start.weights}`);
} else {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const { signal } = stop;
  const { outcome, accuracy } = await train(session, { epochs, folder: 'runs/digits', signal });
  if (outcome === 'finished') {
    console.log(`recognises ${(accuracy * 100).toFixed(2)} % of digits that it has never seen`);
  } else {
    console.log(`${outcome}; go on with: npm run example:digits -- ${session.modelId}`);
  }
}
