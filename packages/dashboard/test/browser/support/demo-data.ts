import type { BrowserHub } from './browser-hub.ts';

/** Metrics of one epoch of a detection training, plausible enough to look at. */
export function epochMetrics(epoch: number, of: number, skill = 1): Record<string, number> {
  const part = (epoch + 1) / of;
  const noise = () => (Math.sin(epoch * 12.9898 * skill) * 43758.5453) % 0.02;
  const rise = skill * (1 - Math.exp(-4 * part));
  return {
    'train/box_loss': 1.6 * Math.exp(-1.5 * part) + 0.4 + noise(),
    'train/cls_loss': 2.4 * Math.exp(-2.2 * part) + 0.3 + noise(),
    'train/dfl_loss': 1.2 * Math.exp(-0.7 * part) + 0.5 + noise(),
    'val/box_loss': 1.7 * Math.exp(-1.3 * part) + 0.5 + noise(),
    'val/cls_loss': 2.5 * Math.exp(-1.9 * part) + 0.4 + noise(),
    'metrics/precision(B)': 0.82 * rise + noise(),
    'metrics/recall(B)': 0.74 * rise + noise(),
    'metrics/mAP50(B)': 0.79 * rise + noise(),
    'metrics/mAP50-95(B)': 0.58 * rise + noise(),
    'lr/pg0': 0.01 * (1 - part) + 0.0001,
  };
}

/** Epochs `from` up to but not including `to`. */
export function manyEpochs(from: number, to: number, of: number, skill = 1) {
  return Object.fromEntries(
    Array.from({ length: to - from }, (_, index) => [
      from + index,
      epochMetrics(from + index, of, skill),
    ]),
  );
}

/** What a model is called when somebody has put everything into its name. */
export const LONG_NAME =
  'yolo11x-seg-imgsz1280-batch64-adamw-cosine-mosaic0.5-copy-paste0.3-warehouse-cameras-2026-11-all-sites-rerun-with-fixed-labels-v12-final-final';

export interface DemoModels {
  readonly training: string;
  readonly trained: string;
  readonly silent: string;
  readonly failed: string;
  readonly fresh: string;
  readonly long: string;
}

/** A hub as it looks after some weeks: models in every state. */
export async function demoModels(hub: BrowserHub): Promise<DemoModels> {
  const project = (await hub.call('POST', '/v1/projects', { meta: { name: 'Warehouse' } })).data.id;
  const make = (name: string, lr0: number, epochs = 100) =>
    hub.model(name, {
      projectId: project,
      dataset: { name: 'coco8.yaml' },
      config: { epochs, lr0 },
    });
  const training = await make('yolo11n-baseline', 0.01);
  const trained = await make('yolo11s-640', 0.02);
  const silent = await make('yolo11m-640', 0.005);
  const failed = await make('yolo11l-1280', 0.01);
  const fresh = await make('next-try', 0.01);
  const long = await make(LONG_NAME, 0.01);
  await hub.call('POST', `/v1/agent/heartbeat/models/${training}`, { agent: 'python-3.11-linux' });
  await hub.metrics(training, manyEpochs(0, 42, 100));
  await hub.checkpoint(training, 'epoch', { epoch: '40', isBest: 'True' });
  await hub.metrics(trained, manyEpochs(0, 100, 100, 1.2));
  await hub.checkpoint(trained, 'epoch', { epoch: '60' });
  await hub.checkpoint(trained, 'final', { map: '0.66' });
  await hub.metrics(silent, manyEpochs(0, 30, 100, 0.9));
  await hub.call('POST', `/app/v1/models/${silent}/events`, {
    sessionId: 'demo-session-silent',
    console: [
      {
        n: 0,
        at: Date.now(),
        stream: 'stderr',
        text: 'Epoch 31/100\nRuntimeError: DataLoader worker (pid 4711) is killed by signal: Bus error.',
      },
    ],
    environment: { command: 'node train.ts --data yard', directory: '/home/ada/yard' },
    leaving: true,
  });
  await hub.metrics(failed, manyEpochs(0, 7, 100, 0.7));
  await hub.call('POST', `/app/v1/models/${failed}/finish`, {
    sessionId: 'demo-session',
    state: 'failed',
    exitCode: 1,
    message: 'exit code 1',
    lastLines: [
      'Epoch 8/100',
      'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.1 GiB.',
    ],
  });
  await hub.metrics(long, manyEpochs(0, 12, 100, 0.8));
  await hub.call('PATCH', `/app/v1/models/${trained}`, {
    pinned: true,
    tags: ['baseline', 'deployed'],
    notes: 'Runs on the cameras since March.',
  });
  await hub.call('PATCH', `/app/v1/models/${long}`, {
    tags: ['a-rather-long-tag-that-goes-on', 'second', 'third', 'fourth'],
    notes: 'word '.repeat(400),
  });
  return { training, trained, silent, failed, fresh, long };
}

/** A training by the Platform callback, which also sends console, system figures and curves. */
export async function platformRun(hub: BrowserHub): Promise<string> {
  const send = (event: string, data: object) =>
    hub.call('POST', '/api/webhooks/training/metrics', {
      event,
      project: 'cameras',
      name: 'night',
      data,
    });
  const { modelId } = await send('training_started', {
    trainArgs: { model: 'yolo11n.pt', data: 'coco8.yaml', epochs: '20', lr0: '0.01' },
    epochs: 20,
    device: 'cuda:0',
    environment: {
      ultralyticsVersion: '8.4.128',
      hostname: 'trainer-7',
      os: 'Linux-6.8',
      pythonVersion: '3.11.9',
      gpuType: 'NVIDIA L4',
      command: 'yolo train model=yolo11n.pt data=coco8.yaml project=cameras name=night epochs=20',
    },
  });
  for (let epoch = 0; epoch < 20; epoch++) {
    await send('epoch_end', {
      epoch,
      metrics: epochMetrics(epoch, 20),
      system: {
        cpu: 40 + (epoch % 5) * 6,
        ram: 55,
        disk: [{ mount: '/', used_gb: 120, total_gb: 500 }],
        disk_io: { read_mbs: 80 - epoch, write_mbs: 12 },
        network: { recv_mbs: 1, sent_mbs: 0.4 },
        gpus: { 0: { usage: 90 - (epoch % 3) * 4, memory: 71, temp: 64, power: 68 } },
      },
      fitness: 0.4,
      best_fitness: 0.4,
      ...(epoch === 0 && { modelInfo: { parameters: 2_624_080, gflops: 6.6, speedMs: 1.2 } }),
    });
    await send('console_output', {
      chunkId: epoch + 1,
      content: `[2026-11-22 12:00:${epoch + 10}] \u001b[34mEpoch ${epoch + 1}/20\u001b[0m  box_loss 1.${epoch}  Instances 12  Size 640`,
      lineCount: 1,
    });
  }
  const x = Array.from({ length: 101 }, (_, index) => index / 100);
  const curve = (bend: number) => x.map((value) => 1 - value ** bend);
  await send('training_complete', {
    results: {
      metrics: epochMetrics(19, 20),
      bestEpoch: 19,
      bestFitness: 0.55,
      validation: {
        population: 4,
        sampling: 'f1_rank',
        rows: [],
        extremes: { worst: [['dark-hall', 1, 2, 5]], best: [['yard-noon', 7, 0, 0]] },
      },
    },
    classNames: ['person', 'forklift', 'pallet'],
    plots: [
      { type: 'pr_curve', x, y: [curve(6), curve(3), curve(9)], ap: [[0.8], [0.6], [0.9]] },
      { type: 'f1_curve', x, y: [curve(2), curve(4), curve(3)] },
      {
        type: 'confusion_matrix',
        matrix: [
          [40, 2, 0, 3],
          [1, 22, 1, 2],
          [0, 1, 30, 4],
          [5, 3, 2, 0],
        ],
      },
    ],
  });
  return modelId;
}
