import { parseIdentifier, UnrecognisedIdentifierError } from '@trainyard/session';
import type { HubFlags } from './hub-options.ts';

/**
 * Reads a model from the command line: its id, URL or `KEY_MODELID`; what the identifier says of
 * hub and key holds where no option does.
 * @throws UnrecognisedIdentifierError for a local name.
 */
export function modelOf(text: string, flags: HubFlags): { id: string; flags: HubFlags } {
  const identifier = parseIdentifier(text);
  if (identifier.kind === 'local') throw new UnrecognisedIdentifierError(text);
  const { id, hub, apiKey } = identifier;
  return { id, flags: { ...(hub && { hub }), ...(apiKey && { apiKey }), ...flags } };
}
