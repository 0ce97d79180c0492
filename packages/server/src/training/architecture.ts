import { type CreateModelBody, HubError } from '@trainyard/protocol';

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

const NAME = /^[\w.+-][\w.+ -]{0,199}$/;

/**
 * What the `lineage` of a request asks for. A `.pt` name as architecture means its YAML, started
 * from those weights.
 * @throws HubError invalid_body for anything that is not a plain file name: clients open it.
 */
export function architectureOf(lineage: CreateModelBody['lineage']): Architecture {
  const given = lineage?.architecture?.name || null;
  const parent = lineage?.parent?.name || (given?.endsWith('.pt') ? given : null);
  for (const name of [given, parent]) {
    if (name !== null && (!NAME.test(name) || name.includes('..'))) {
      throw new HubError('invalid_body', {
        message: `"${name.slice(0, 80)}" is not the name of an architecture or of weights.`,
      });
    }
  }
  return {
    architecture: yamlName(given ?? parent ?? DEFAULT),
    parent_name: parent,
    parent_id: lineage?.parent?.id || null,
  };
}

function yamlName(name: string): string {
  if (/\.ya?ml$/.test(name)) return name;
  return `${name.replace(/\.pt$/, '')}.yaml`;
}
