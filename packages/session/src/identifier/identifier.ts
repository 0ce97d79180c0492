import { isApiKey } from '@trainyard/protocol/api-keys';
import { ID_LENGTH, isId } from '@trainyard/protocol/ids';
import { UnrecognisedIdentifierError } from '../errors/unrecognised-identifier-error.ts';
import { modernName } from './modern-name.ts';

/** A model that the hub already has. */
export interface RemoteIdentifier {
  readonly kind: 'remote';
  readonly id: string;
  /** Origin of the hub, when the identifier was a URL. */
  readonly hub?: string;
  /** From `?api_key=` or the part before the underscore. */
  readonly apiKey?: string;
}

/** A local name, for which the hub gets a new model. */
export interface LocalIdentifier {
  readonly kind: 'local';
  /** As given, with YOLOv5 names in their `u` form. */
  readonly name: string;
  /** Pretrained weights (`.pt`) or an architecture (`.yaml`, `.yml`). */
  readonly type: 'weights' | 'architecture';
}

export type Identifier = RemoteIdentifier | LocalIdentifier;

/**
 * Reads what people give to open a model:
 *
 * - `http://hub/models/ID`, also with `?api_key=KEY`, also `http://hub/models/KEY_ID`
 * - `KEY_ID`, as printed by older hubs
 * - `ID`, 20 letters and digits
 * - `*.pt`, `*.yaml`, `*.yml`: a local name
 *
 * @throws UnrecognisedIdentifierError for everything else.
 */
export function parseIdentifier(text: string): Identifier {
  const trimmed = text.trim();
  if (/^https?:\/\//i.test(trimmed)) return parseModelUrl(trimmed);
  const remote = parseKeyAndId(trimmed);
  if (remote) return remote;
  if (/\.pt$/i.test(trimmed)) {
    return { kind: 'local', name: modernName(trimmed), type: 'weights' };
  }
  if (/\.ya?ml$/i.test(trimmed)) {
    return { kind: 'local', name: modernName(trimmed), type: 'architecture' };
  }
  throw new UnrecognisedIdentifierError(text);
}

function parseModelUrl(text: string): RemoteIdentifier {
  const url = URL.parse(text);
  const last = url?.pathname.replace(/\/$/, '').split('/').at(-1) ?? '';
  const found = parseKeyAndId(last);
  // The key in such a URL must not end up in a log.
  if (!url || !found) throw new UnrecognisedIdentifierError(text.replace(/\?.*$/, ''));
  const apiKey = url.searchParams.get('api_key') ?? found.apiKey;
  return { ...found, hub: url.origin, ...(apiKey && { apiKey }) };
}

function parseKeyAndId(text: string): RemoteIdentifier | null {
  if (isId(text)) return { kind: 'remote', id: text };
  const id = text.slice(-ID_LENGTH);
  const apiKey = text.slice(0, -ID_LENGTH - 1);
  const separated = text.at(-ID_LENGTH - 1) === '_';
  return separated && isId(id) && isApiKey(apiKey) ? { kind: 'remote', id, apiKey } : null;
}
