import assert from 'node:assert/strict';
import type { Answer, TestHub } from './test-hub.ts';

/** How an event says which run it is of. */
export interface EventFrame {
  readonly modelId?: string | null;
  readonly project?: string;
  readonly name?: string;
}

/** A start as the Platform callback sends it: every argument a string. */
export interface RunStartBody extends EventFrame {
  readonly data: Readonly<Record<string, unknown>>;
}

export function run(
  project: string,
  name: string,
  args: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, unknown>> = {},
): RunStartBody {
  const trainArgs = {
    model: 'yolo11n.pt',
    data: 'coco8.yaml',
    epochs: '3',
    batch: '16',
    imgsz: '640',
    patience: '100',
    device: 'None',
    cache: 'False',
    resume: 'False',
    project,
    name,
    ...args,
  };
  return {
    project,
    name,
    data: {
      trainArgs,
      epochs: Number(trainArgs.epochs),
      device: 'cpu',
      environment: { hostname: 'box', ultralyticsVersion: '8.4.190', ...environment },
    },
  };
}

/** Sends an event as the callback does, by Bearer. */
export function send(
  hub: TestHub,
  event: string,
  data: unknown,
  frame: EventFrame,
  key = hub.key,
): Promise<Answer> {
  return hub.request('POST', '/api/webhooks/training/metrics', {
    body: { event, data, ...frame },
    key: null,
    headers: { authorization: `Bearer ${key}` },
  });
}

/** Starts a run, and hands back the reply. */
export async function started(hub: TestHub, { data, ...frame }: RunStartBody) {
  const answer = await send(hub, 'training_started', data, frame);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}
