import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** What tells a process from every other, past and future, on any machine. */
export interface ProcessIdentity {
  readonly host: string;
  /** Changes at every start of the machine; empty where it cannot be read. */
  readonly boot: string;
  readonly pid: number;
  /** When the process started, in the system's own units; empty where it cannot be read. */
  readonly started: string;
}

/** Ourselves. */
export function thisProcess(): ProcessIdentity {
  return identityOf(process.pid);
}

/** A process of this machine that runs. */
export function identityOf(pid: number): ProcessIdentity {
  return { host: hostname(), boot: bootId(), pid, started: startOf(pid) };
}

/**
 * Whether the process still runs. A process of another machine cannot be asked.
 * @returns null when it cannot be known from here.
 */
export function isRunning(identity: ProcessIdentity): boolean | null {
  if (identity.host !== hostname()) return null;
  if (identity.boot !== bootId()) return false;
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    // EPERM: it is there, and another user's.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return identity.started === startOf(identity.pid);
}

function bootId(): string {
  return readOrEmpty('/proc/sys/kernel/random/boot_id').trim();
}

/**
 * Field 22 of `/proc/{pid}/stat`: clock ticks since boot. The name before it may hold anything. Empty
 * for a zombie, which has ended and only waits for its parent to ask.
 */
function startOf(pid: number): string {
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? '' : (fields[19] ?? '');
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
