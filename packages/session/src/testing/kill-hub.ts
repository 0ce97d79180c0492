import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openSession } from '../session/open-session.ts';
import type { TrainingSession } from '../session/training-session.ts';
import { HubProcess } from './hub-process.ts';
import { readMetrics } from './read-metrics.ts';

/**
 * Kills a hub again and again while sessions log to it, and asserts that every epoch whose promise
 * had resolved is there in the end with exactly its value.
 * @returns how many epochs had resolved.
 */
export async function killHub(directory: string, kills: number, sessions = 8): Promise<number> {
  await using hub = await HubProcess.start(join(directory, 'data'));
  const opened = await Promise.all(
    Array.from({ length: sessions }, () =>
      openSession('custom.yaml', {
        hub: hub.client.hub,
        apiKey: hub.client.apiKey as string,
        spool: join(directory, 'spool'),
        sendInterval: 20,
        environment: false,
        onWarning: () => undefined,
        onProgress: () => undefined,
      }),
    ),
  );
  const stop = new AbortController();
  const logging = opened.map((session) => logUntil(session, stop.signal));
  for (let round = 0; round < kills; round++) {
    await wait(Math.random() * 300);
    await hub.kill();
    await hub.start();
  }
  stop.abort();
  const logged = await Promise.all(logging);
  let count = 0;
  for (const [index, session] of opened.entries()) {
    const { complete } = await session.finish();
    assert.ok(complete);
    const { value = {} } = await readMetrics(hub.client, session.modelId as string);
    const values = logged[index] ?? [];
    assert.equal(Object.keys(value).length, values.length);
    for (const [epoch, expected] of values.entries()) assert.equal(value[epoch], expected);
    count += values.length;
  }
  return count;
}

async function logUntil(session: TrainingSession, signal: AbortSignal): Promise<number[]> {
  const values: number[] = [];
  while (!signal.aborted) {
    const value = Math.random();
    await session.logMetrics(values.length, { value });
    values.push(value);
    // A pause as between epochs; without one a minute would hold a million of them.
    await wait(2);
  }
  return values;
}
