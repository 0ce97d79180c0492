import { readTrainArgs } from './run-arguments.ts';
import { type EventData, isObject } from './run-context.ts';
import type { RunStart } from './start-run.ts';

/** Reads the data of a `training_started`; whatever is odd in it is left out. */
export function readRunStart(data: EventData): Omit<RunStart, 'name' | 'model'> {
  const { epochs, device, environment } = data;
  return {
    args: readTrainArgs(data['trainArgs']),
    epochs: typeof epochs === 'number' && Number.isSafeInteger(epochs) ? epochs : null,
    device: typeof device === 'string' ? device.slice(0, 256) : null,
    environment: isObject(environment) ? environment : {},
  };
}
