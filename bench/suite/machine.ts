import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** What a result was measured on, and what else was going on there. */
export interface Conditions {
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  /** The load average of the minute before: what other work ran on the machine. */
  readonly loadBefore: number;
}

export function conditions(): Conditions {
  const processors = cpus();
  const gibibytes = Math.round(totalmem() / 1024 ** 3);
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${processors.length} × ${processors[0]?.model.trim() || process.arch}, ${gibibytes} GiB, ${type()} ${release()}`,
    versions: { node: process.versions.node, sqlite: process.versions.sqlite ?? '' },
    loadBefore: loadavg()[0]!,
  };
}
