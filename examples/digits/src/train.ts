import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as giveWay } from 'node:timers/promises';
import type { TrainingSession } from '@trainyard/session';
import { type Digits, loadDigits } from './digits.ts';
import { Network } from './network.ts';
import { loadTensors, saveTensors } from './safetensors.ts';
import { seededRandom } from './seeded-random.ts';

const BATCH = 32;

export interface TrainOptions {
  /** How many epochs in all, those before a resume included. */
  readonly epochs: number;
  /** Folder for the checkpoints. */
  readonly folder: string;
  /** Ends the training after the batch under way: Ctrl-C. Stop on the web page does too. */
  readonly signal: AbortSignal;
}

/** How a training ended. */
export interface Trained {
  readonly outcome: 'finished' | 'interrupted' | 'stopped';
  readonly epoch: number;
  readonly accuracy: number;
}

/** Trains the digits in a session: logs each epoch, saves the last and the best weights. */
export async function train(session: TrainingSession, options: TrainOptions): Promise<Trained> {
  const { epochs, folder, signal } = options;
  await mkdir(folder, { recursive: true });
  const { train: digits, test } = await loadDigits();
  const network = new Network();
  const last = join(folder, 'last.safetensors');
  const best = join(folder, 'best.safetensors');
  let first = 0;
  let bestAccuracy = 0;
  if (session.start.kind === 'resume') {
    const { tensors, metadata } = await loadTensors(session.start.checkpoint);
    network.load(tensors);
    first = Number(metadata['epoch']) + 1;
    bestAccuracy = Number(metadata['best']);
    await saveTensors(best, tensors, metadata);
    console.log(`going on with epoch ${first + 1} of ${epochs}`);
  }
  const ended = AbortSignal.any([signal, session.signal]);
  for (let epoch = first; epoch < epochs; epoch++) {
    const start = performance.now();
    const rate = 0.05 * 0.9 ** epoch;
    const learned = await trainEpoch(network, digits, epoch, rate, ended);
    if (learned === null) {
      const stopped = session.signal.aborted;
      // Kept in the spool if there is no time to send it: the next session does that first.
      if (epoch > first)
        await session.uploadCheckpoint({ epoch: epoch - 1, file: last, now: true });
      await (stopped ? session.finish({ state: 'cancelled' }) : session.close());
      return { outcome: stopped ? 'stopped' : 'interrupted', epoch, accuracy: bestAccuracy };
    }
    const tested = network.score(test);
    const seconds = (performance.now() - start) / 1000;
    void session.logMetrics(epoch, {
      'train/loss': learned.loss,
      'train/accuracy': learned.accuracy,
      'val/loss': tested.loss,
      'metrics/accuracy_top1': tested.accuracy,
      'lr/pg0': rate,
      seconds,
    });
    const isBest = tested.accuracy > bestAccuracy;
    bestAccuracy = Math.max(bestAccuracy, tested.accuracy);
    const metadata = { epoch: String(epoch), best: String(bestAccuracy) };
    await saveTensors(last, network.save(), metadata);
    if (isBest) await saveTensors(best, network.save(), metadata);
    await session.uploadCheckpoint({ epoch, file: last, isBest });
    console.log(
      `epoch ${String(epoch + 1).padStart(2)} of ${epochs}  loss ${learned.loss.toFixed(4)}  ` +
        `recognised ${(tested.accuracy * 100).toFixed(2)} %  ${seconds.toFixed(1)} s`,
    );
  }
  await session.finish({ weights: best, map: bestAccuracy });
  return { outcome: 'finished', epoch: epochs, accuracy: bestAccuracy };
}

/** One pass over all digits, in an order of its own. Null when it was ended. */
async function trainEpoch(
  network: Network,
  digits: Digits,
  epoch: number,
  rate: number,
  ended: AbortSignal,
): Promise<{ loss: number; accuracy: number } | null> {
  const random = seededRandom(1000 + epoch);
  const order = Array.from({ length: digits.count }, (_, place) => ({ place, key: random() }));
  order.sort((a, b) => a.key - b.key);
  let loss = 0;
  let accuracy = 0;
  let batches = 0;
  for (let start = 0; start < order.length; start += BATCH) {
    const places = order.slice(start, start + BATCH).map(({ place }) => place);
    const score = network.trainBatch(digits, places, rate);
    loss += score.loss;
    accuracy += score.accuracy;
    batches++;
    // The session sends while the training gives way; so does Ctrl-C reach it.
    await giveWay();
    if (ended.aborted) return null;
  }
  return { loss: loss / batches, accuracy: accuracy / batches };
}
