import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Debian's builder of images: it needs no daemon. All that it keeps lies in a folder of its own. */
export class Buildah {
  readonly #folder: string;
  readonly #place: readonly string[];
  /** No namespaces: those may be missing where tests run, and nothing here is to be kept apart. */
  readonly #env = { ...process.env, BUILDAH_ISOLATION: 'chroot' };

  constructor(folder: string) {
    this.#folder = folder;
    this.#place = ['--root', join(folder, 'storage'), '--runroot', join(folder, 'run')];
  }

  /** Removes all that was made, from the disk too. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.run(['rm', '--all']);
    // One of its storage drivers mounts the folder upon itself, and leaves it so.
    spawnSync('umount', [join(this.#folder, 'storage/overlay')], { stdio: 'ignore' });
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** What it printed. @throws Error when it fails */
  run(args: readonly string[]): string {
    return this.command('buildah', [...this.#place, ...args]);
  }

  /** Starts a program in a container; its output is the caller's to read. */
  start(container: string, program: readonly string[]): ChildProcess {
    const args = [...this.#place, 'run', container, '--', ...program];
    // A group of its own: what it started ends with it.
    return spawn('buildah', args, {
      env: this.#env,
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  /** Runs any other program. @throws Error with its output, when it fails */
  command(program: string, args: readonly string[]): string {
    const { status, error, stdout, stderr } = spawnSync(program, args, {
      env: this.#env,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    if (error) throw error;
    if (status !== 0) throw new Error(`${program} ended with ${status}\n${stdout}\n${stderr}`);
    return stdout.trim();
  }
}
