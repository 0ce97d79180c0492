import { createHash } from 'node:crypto';
import type { HubAccess } from './hub.ts';
import { ask } from './hub-api.ts';

/** The fields of `GET /app/v1/models/{id}` that the cases look at. */
export interface ModelDetail {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly trainArgs: Readonly<Record<string, unknown>>;
  readonly attempts: readonly unknown[];
  readonly checkpoints: { readonly count: number };
  /** Path on the hub. */
  readonly weightsUrl: string | null;
  readonly records: Readonly<Record<string, unknown>>;
}

/** A model by the names in its page's address, or undefined. */
export async function modelByName(
  hub: HubAccess,
  project: string,
  name: string,
): Promise<ModelDetail | undefined> {
  const path = `/app/v1/by-name/${project}/${name}`;
  const found = await ask(hub, path).catch((error: unknown) => {
    if (/: 404 /.test(String(error))) return undefined;
    throw error;
  });
  return found ? readModel(hub, (found as { id: string }).id) : undefined;
}

export async function readModel(hub: HubAccess, id: string): Promise<ModelDetail> {
  return (await ask(hub, `/app/v1/models/${id}`)) as ModelDetail;
}

/** All that the model's newest attempt has printed, as far as the hub gives it at once. */
export async function consoleOf(hub: HubAccess, id: string): Promise<string> {
  const reply = await ask(hub, `/app/v1/models/${id}/console?limit=500`);
  return (reply as { items: { text: string }[] }).items.map(({ text }) => text).join('\n');
}

export async function userName(hub: HubAccess): Promise<string> {
  const { account } = (await ask(hub, '/app/v1/me')) as { account: { username: string } };
  return account.username;
}

/** How many models this account has. */
export async function countModels(hub: HubAccess): Promise<number> {
  return ((await ask(hub, '/app/v1/models?limit=1')) as { total: number }).total;
}

/** SHA-256 of the best weights as anyone with the link gets them. */
export async function sha256OfWeights(hub: HubAccess, model: ModelDetail): Promise<string> {
  if (!model.weightsUrl) throw new Error(`model ${model.name} has no best weights`);
  const reply = await fetch(hub.url + model.weightsUrl);
  if (!reply.ok) throw new Error(`GET ${model.weightsUrl}: ${reply.status}`);
  return createHash('sha256')
    .update(Buffer.from(await reply.arrayBuffer()))
    .digest('hex');
}
