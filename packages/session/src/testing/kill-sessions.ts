import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createModel } from '../client/create-model.ts';
import type { HubClient } from '../client/hub-client.ts';
import { syncSpools } from '../spool/sync-spools.ts';
import { readMetrics } from './read-metrics.ts';

const CHILD = fileURLToPath(new URL('./logging-child.ts', import.meta.url));

export interface KillSessionsOptions {
  readonly client: HubClient;
  /** The hub as the children reach it: perhaps a proxy that cuts. */
  readonly hub: string;
  readonly spool: string;
  readonly kills: number;
  /** Called before each start. */
  readonly onRound?: (round: number) => void;
}

/**
 * Kills a logging process again and again at random moments, each time followed by a restart, and
 * asserts that every epoch whose promise had resolved is on the hub with exactly its value.
 * @returns how many epochs had resolved.
 */
export async function killSessions(options: KillSessionsOptions): Promise<number> {
  const { client, hub, spool, kills } = options;
  const model = await createModel(client, { meta: { name: `${kills} kills` } });
  const resolved = new Map<number, number>();
  let next = 0;
  for (let round = 0; round < kills; round++) {
    options.onRound?.(round);
    for (const [epoch, value] of await runAndKill([
      hub,
      `${client.apiKey}`,
      model,
      spool,
      `${next}`,
    ])) {
      resolved.set(epoch, value);
      next = epoch + 1;
    }
  }
  const results = await syncSpools({
    root: spool,
    client: () => client,
    deadline: 60_000,
    warn: (_code, message) => assert.doesNotMatch(message, /damaged|refused/),
    onProgress: () => undefined,
  });
  assert.deepEqual(
    results.filter(({ outcome }) => outcome !== 'sent'),
    [],
  );
  const { value = {}, epoch = {} } = await readMetrics(client, model);
  for (const [at, expected] of resolved) {
    assert.equal(value[at], expected, `epoch ${at}`);
    assert.equal(epoch[at], at);
  }
  return resolved.size;
}

/** Runs the child and kills it at a random moment of its life, its opening included. */
async function runAndKill(args: readonly string[]): Promise<[number, number][]> {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), Math.random() * 400);
    output += text;
  });
  await new Promise((resolve) => child.on('close', resolve));
  assert.equal(child.signalCode, 'SIGKILL', 'the child ended by itself');
  // The last line may be half written.
  const lines = output.slice(0, output.lastIndexOf('\n')).split('\n').slice(1);
  return lines.map((line) => line.split(' ').map(Number) as [number, number]);
}
