import { type HubModel, PATHS } from '@trainyard/protocol';
import { type HubClient, listPages } from '@trainyard/session';

/** How an imported model's description tells of its origin. */
const MARK = /\[import ([0-9a-f]{16})\]/;

/** The line that goes into a description. */
export function importMark(fingerprint: string): string {
  return `[import ${fingerprint}]`;
}

/**
 * Model by fingerprint, of all runs that were imported before. The mark lies on the hub, not in
 * the run's folder: folders are moved, copied and read-only.
 */
export async function knownImports(client: HubClient): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  for await (const model of listPages<HubModel>(client, PATHS.hub.models)) {
    const fingerprint = MARK.exec(model.meta?.description ?? '')?.[1];
    if (fingerprint) known.set(fingerprint, model.id);
  }
  return known;
}
