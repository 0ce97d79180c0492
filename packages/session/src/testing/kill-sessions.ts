import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createModel, creationKey } from '../client/create-model.ts';
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
  const model = await createModel(client, {
    body: { meta: { name: `${kills} kills` } },
    key: creationKey(),
  });
  const journal = join(dirname(spool), 'journal');
  const resolved = new Map<number, number>();
  let next = 0;
  for (let round = 0; round < kills; round++) {
    options.onRound?.(round);
    await runAndKill([hub, `${client.apiKey}`, model, spool, `${next}`, journal]);
    for (const [epoch, value] of await readJournal(journal)) {
      resolved.set(epoch, value);
      next = Math.max(next, epoch + 1);
    }
    await rm(journal, { force: true });
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
async function runAndKill(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.once('data', () => {
    setTimeout(() => child.kill('SIGKILL'), Math.random() * 400);
  });
  await new Promise((resolve) => child.on('close', resolve));
  assert.equal(child.signalCode, 'SIGKILL', 'the child ended by itself');
}

/** Epochs and values that the child has seen resolved. The last line may be half written. */
async function readJournal(file: string): Promise<[number, number][]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.slice(0, Math.max(0, text.lastIndexOf('\n'))).split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => line.split(' ').map(Number) as [number, number]);
}
