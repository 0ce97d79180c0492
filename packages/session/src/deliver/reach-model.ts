import { createModel } from '../client/create-model.ts';
import { type Capabilities, getCapabilities } from '../client/get-capabilities.ts';
import type { HubClient } from '../client/hub-client.ts';
import type { Limits } from '../client/list-pages.ts';
import type { Spool } from '../spool/spool.ts';

/** A model on its hub, and what that hub can do. */
export interface Reached {
  readonly modelId: string;
  readonly capabilities: Capabilities;
}

/**
 * Finds out what a hub can do, and makes the model there for which a spool was begun while the hub
 * was away. Whichever process does so first, and however often one dies over it: the key in the
 * spool makes one model.
 *
 * @throws HubUnreachableError, NotSignedInError, RequestRefusedError.
 */
export async function reachModel(
  client: HubClient,
  spool: Spool,
  limits: Limits,
): Promise<Reached> {
  const capabilities = await getCapabilities(client, limits);
  const { modelId, create } = spool.manifest;
  if (modelId !== null) return { modelId, capabilities };
  if (create === undefined) throw new Error(`${spool.directory} does not say which model it is of`);
  const made = await createModel(client, create, limits);
  await spool.setModel(made);
  return { modelId: made, capabilities };
}
