import { Trainyard } from '../peers/trainyard.ts';

/**
 * Starts a hub, and waits for the first answer of `/healthz`.
 * @returns the hub, and how long that took
 */
export async function startAnswering(
  data: string,
  signal: AbortSignal,
  key?: string,
): Promise<{ hub: Trainyard; seconds: number }> {
  const began = performance.now();
  const hub = await Trainyard.start(data, signal, key);
  const { ok } = await fetch(`${hub.url}/healthz`);
  if (ok) return { hub, seconds: (performance.now() - began) / 1000 };
  await hub[Symbol.asyncDispose]();
  throw new Error('/healthz did not answer');
}
