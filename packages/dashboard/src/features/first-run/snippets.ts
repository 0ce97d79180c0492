/** What people train with. */
export const CLIENTS = [
  { id: 'platform', name: 'ultralytics ≥ 8.4.3' },
  { id: 'hub', name: 'ultralytics ≤ 8.4.114' },
  { id: 'typescript', name: 'TypeScript' },
  { id: 'run', name: 'Any program' },
] as const;

export type Client = (typeof CLIENTS)[number]['id'];

/** The lines that start a training, ready to paste. */
export function snippet(client: Client, origin: string, key: string): string {
  return SNIPPETS[client](origin, key);
}

const SNIPPETS: Record<Client, (origin: string, key: string) => string> = {
  platform: (origin, key) => `export ULTRALYTICS_PLATFORM_URL=${origin}
export ULTRALYTICS_API_KEY=${key}
yolo train model=yolo11n.pt data=coco8.yaml epochs=20 project=my-project name=first`,

  hub: (origin, key) => `export ULTRALYTICS_HUB_API=${origin} ULTRALYTICS_HUB_WEB=${origin}
export ULTRALYTICS_PLATFORM_URL=${origin}
yolo login ${key}
yolo train model=yolov8n.pt data=coco8.yaml epochs=20`,

  typescript: (origin, key) => `// TRAINYARD_URL=${origin} TRAINYARD_API_KEY=${key} node train.ts
import { openSession } from '@trainyard/session';

const trainArgs = { epochs: 20 };
await using session = await openSession('yolo11n.yaml', { name: 'first', trainArgs });
for (let epoch = 0; epoch < 20 && !session.signal.aborted; epoch++) {
  session.logMetrics(epoch, { 'train/loss': await trainEpoch(epoch) });
}
await session.finish();`,

  run: (origin, key) => `export TRAINYARD_URL=${origin} TRAINYARD_API_KEY=${key}
trainyard run --name first -- python train.py`,
};
