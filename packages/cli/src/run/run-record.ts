import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessIdentity } from '@trainyard/session';

/**
 * What `trainyard run` notes of the trainer that it runs, so that what the trainer does after a
 * `kill -9` of ours can be picked up. It lies in the folder `run` of the session's spool.
 */
export interface RunRecord {
  readonly version: 1;
  /** The `trainyard run`. */
  readonly runner: ProcessIdentity;
  /** The trainer, whose process group is its pid. */
  readonly child: ProcessIdentity;
  /** Where the trainer works. */
  readonly folder: string;
  /** Files that were last changed before are an earlier run's. Milliseconds since 1970. */
  readonly since: number;
  /** Its results file, once found or named. */
  readonly results: string | null;
  /** Its weights folder, when it was named. */
  readonly weights: string | null;
  /** File of JSON lines, `-` for its output, null for none. */
  readonly metrics: string | null;
  /** The weights that were taken last, as path, time and size. */
  readonly weightsSeen: string;
}

/** The folder of a run and the files in it. */
export class RunFolder {
  readonly path: string;

  constructor(spool: string) {
    this.path = join(spool, 'run');
  }

  /** What the trainer prints. Files, because a pipe would break with us, and the trainer with it. */
  output(stream: 'stdout' | 'stderr'): string {
    return join(this.path, `${stream}.log`);
  }

  /** Holds the trainer's exit code once it has ended. */
  get exit(): string {
    return join(this.path, 'exit');
  }

  async make(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
  }

  async write(record: RunRecord): Promise<void> {
    const file = join(this.path, 'run.json');
    await writeFile(`${file}.part`, `${JSON.stringify(record)}\n`, { mode: 0o600 });
    await rename(`${file}.part`, file);
  }

  /** Null when there is none. */
  async read(): Promise<RunRecord | null> {
    const text = await readFile(join(this.path, 'run.json'), 'utf8').catch(() => null);
    return text === null ? null : (JSON.parse(text) as RunRecord);
  }

  /** As a shell has it; null when nobody was left to write it. */
  async readExit(): Promise<number | null> {
    const text = await readFile(this.exit, 'utf8').catch(() => '');
    return /^\d+\s*$/.test(text) ? Number(text) : null;
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
