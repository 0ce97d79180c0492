import type { CreateModelBody } from '@trainyard/protocol';

/** What a model starts from. */
export interface Architecture {
  /** A YAML name, e.g. `yolov8n.yaml`. */
  readonly architecture: string;
  /** Pretrained weights by name, e.g. `yolov8n.pt`, or null when it starts from scratch. */
  readonly parent_name: string | null;
  /** A model of this hub whose best weights it starts from. */
  readonly parent_id: string | null;
}

/** What every client version knows, for a model made without saying what. */
const DEFAULT = 'yolov8n.yaml';

/** Longest name of a file, in characters. */
const MAX_LENGTH = 200;

/**
 * What the `lineage` of a request asks for. A `.pt` name as architecture means its YAML, started
 * from those weights. A local training of `ultralytics` says where its file lies; what counts is
 * the file's name. Clients open what they are handed, so nothing but a plain file name is kept,
 * and nothing is refused: until 8.4.114 a refusal ends the training.
 */
export function architectureOf(lineage: CreateModelBody['lineage']): Architecture {
  const given = plainName(lineage?.architecture?.name);
  const parent = plainName(lineage?.parent?.name) ?? (given?.endsWith('.pt') ? given : null);
  return {
    architecture: yamlName(given ?? parent ?? DEFAULT),
    parent_name: parent,
    parent_id: lineage?.parent?.id || null,
  };
}

function plainName(path: string | null | undefined): string | null {
  const file = path?.split(/[\\/]/).at(-1) ?? '';
  const plain = file.replace(/[^\w.+ -]/g, '_').replace(/\.{2,}/g, '.');
  return plain.replace(/^[ .]+/, '').slice(-MAX_LENGTH) || null;
}

function yamlName(name: string): string {
  if (/\.ya?ml$/.test(name)) return name;
  return `${name.replace(/\.pt$/, '')}.yaml`;
}
