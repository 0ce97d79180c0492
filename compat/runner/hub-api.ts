import type { HubAccess } from './hub.ts';

/** The fields of `GET /v1/models/{id}` that the cases look at. */
export interface ModelOnHub {
  readonly id: string;
  readonly status: string;
  readonly state: string;
  readonly has_last_weights: boolean;
  readonly has_best_weights: boolean;
  readonly weights: string | null;
  readonly resume: string | null;
  readonly meta: { readonly name: string };
  readonly dataset: { readonly name: string } | null;
  readonly liveness: { readonly lastHeard: string | null };
}

/** Reads a model as the clients' API shows it. */
export async function getModel(hub: HubAccess, id: string): Promise<ModelOnHub> {
  return (await get(hub, `/v1/models/${id}`)) as ModelOnHub;
}

/** The epochs at which the hub has a value of `series`, in order. */
export async function epochsOf(hub: HubAccess, id: string, series: string): Promise<number[]> {
  const all = (await get(hub, `/v1/models/${id}/metrics`)) as {
    meta: { name: string };
    data: Record<string, unknown>;
  }[];
  const found = all.find((one) => one.meta.name === series);
  return Object.keys(found?.data ?? {})
    .map(Number)
    .sort((a, b) => a - b);
}

/** Asks again until `condition` holds. The case's deadline ends a wait that is in vain. */
export async function until<T>(
  what: string,
  signal: AbortSignal,
  condition: () => Promise<T | undefined>,
): Promise<T> {
  for (;;) {
    const answer = await condition();
    if (answer !== undefined) return answer;
    if (signal.aborted) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function get(hub: HubAccess, path: string): Promise<unknown> {
  return ((await ask(hub, path)) as { data: unknown }).data;
}

/** The hub's JSON answer. @throws with what it said instead */
export async function ask(
  hub: HubAccess,
  path: string,
  method = 'GET',
  body?: object,
): Promise<unknown> {
  const reply = await fetch(hub.url + path, {
    method,
    headers: { 'x-api-key': hub.key, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
  return reply.json();
}
