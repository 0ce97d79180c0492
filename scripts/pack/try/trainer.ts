import { writeFile } from 'node:fs/promises';
import { openSession } from '@trainyard/session';

// A trainer of somebody who has installed the packages: copied beside them, checked and run there.
const session = await openSession('digits.yaml', {
  name: 'packed',
  trainArgs: { epochs: 2, batch: 8 },
});
if (session.start.kind === 'trained') throw new Error('a new model has been trained already');
for (let epoch = 0; epoch < 2; epoch++) {
  await session.logMetrics(epoch, { 'train/loss': 1 / (epoch + 1) });
  await writeFile('weights.onnx', `weights of epoch ${epoch}`);
  await session.uploadCheckpoint({ epoch, file: 'weights.onnx', isBest: true });
}
await session.finish({ weights: 'weights.onnx', map: 0.5 });
console.log(session.modelUrl);
