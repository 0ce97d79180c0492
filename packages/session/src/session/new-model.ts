import type { ModelConfig } from '@trainyard/protocol';
import { creationKey, type NewModel } from '../client/create-model.ts';
import type { LocalIdentifier } from '../identifier/identifier.ts';
import type { TrainArgs } from './start.ts';

/** What the hub is told of arguments that the trainer leaves open. */
const DEFAULTS = {
  batch: -1,
  epochs: 300,
  imgsz: 640,
  patience: 100,
  device: '',
  cache: 'ram',
} as const;

/** The HUB API's names of the arguments that it names differently. */
const HUB_NAMES: Readonly<Record<string, string>> = { batch: 'batchSize', imgsz: 'imageSize' };

export interface NewModelOptions {
  /** Default: the identifier's file name without its extension. */
  readonly name?: string | undefined;
  readonly projectId?: string | undefined;
  readonly project?: string | undefined;
  readonly trainArgs?: TrainArgs | undefined;
}

/** What the hub is asked to create for a local name: `POST /v1/models`. */
export function newModel(identifier: LocalIdentifier, options: NewModelOptions): NewModel {
  const { data, name: runName, ...args } = options.trainArgs ?? {};
  const file = identifier.name.slice(identifier.name.lastIndexOf('/') + 1);
  const stem = file.replace(/\.[^.]+$/, '');
  const config: ModelConfig = {};
  for (const [name, value] of Object.entries({ ...DEFAULTS, ...args })) {
    const flat = toScalar(value);
    if (flat !== undefined) config[HUB_NAMES[name] ?? name] = flat;
  }
  const body = {
    meta: { name: options.name ?? (typeof runName === 'string' ? runName : stem) },
    config,
    ...(data !== undefined && { dataset: { name: String(data) } }),
    lineage: {
      architecture: { name: stem },
      ...(identifier.type === 'weights' && { parent: { name: file } }),
    },
    ...(options.projectId !== undefined && { projectId: options.projectId }),
  };
  const { project } = options;
  return { body, key: creationKey(), ...(project !== undefined && { project }) };
}

/** The wire takes scalars; anything else is written as JSON. */
function toScalar(value: unknown): string | number | boolean | null | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  return JSON.stringify(value) ?? String(value);
}
