import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { arch, cpus, hostname, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import type { Mask } from './mask-secrets.ts';
import { nvidiaSmi } from './nvidia-smi.ts';

/** What a training ran on and with, for whoever wants to repeat it. */
export interface Environment {
  readonly host: string;
  /** e.g. `Linux 6.8.0 x64`. */
  readonly os: string;
  readonly cpu: string;
  readonly cpuCount: number;
  /** Bytes. */
  readonly memory: number;
  readonly gpus: readonly string[];
  /** e.g. `node 24.21.0`. */
  readonly runtime: string;
  /** Version by package, of the nearest `package.json`'s own dependencies. */
  readonly packages: Readonly<Record<string, string>>;
  readonly command: string;
  readonly directory: string;
  /** Null outside a git work tree. */
  readonly git: {
    readonly commit: string;
    readonly branch: string;
    /** Whether tracked files differ from the commit; null when git took too long to say. */
    readonly dirty: boolean | null;
  } | null;
}

/** Looks around. Takes as long as git and the GPU's driver take; never throws. */
export async function readEnvironment(
  mask: Mask,
  directory: string = process.cwd(),
  command: readonly string[] = process.argv,
): Promise<Environment> {
  const [gpus, packages, git] = await Promise.all([
    nvidiaSmi(['name', 'memory.total']),
    readPackages(directory),
    readGit(directory),
  ]);
  const processors = cpus();
  return {
    host: hostname(),
    os: `${type()} ${release()} ${arch()}`,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cpuCount: processors.length,
    memory: totalmem(),
    gpus: gpus.map(([name, memory]) => `${name} ${memory} MiB`),
    runtime: `node ${process.versions.node}`,
    packages,
    command: mask(command.join(' ')),
    directory,
    git,
  };
}

async function readPackages(directory: string): Promise<Record<string, string>> {
  try {
    const text = await readFile(join(directory, 'package.json'), 'utf8');
    const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
    const entries = await Promise.all(
      Object.entries(dependencies).map(async ([name, range]) => {
        const file = join(directory, 'node_modules', name, 'package.json');
        const installed = await readFile(file, 'utf8').catch(() => null);
        const version = installed && (JSON.parse(installed) as { version?: string }).version;
        return [name, version || range] as const;
      }),
    );
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

async function readGit(directory: string): Promise<Environment['git']> {
  const commit = await git(directory, 'rev-parse', 'HEAD');
  if (commit === null) return null;
  const branch = (await git(directory, 'rev-parse', '--abbrev-ref', 'HEAD')) ?? 'HEAD';
  const changes = await git(directory, 'status', '--porcelain', '--untracked-files=no');
  return { commit, branch, dirty: changes === null ? null : changes !== '' };
}

function git(directory: string, ...args: string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile('git', args, { cwd: directory, timeout: 5000, windowsHide: true }, (error, stdout) => {
      resolve(error ? null : stdout.trim());
    });
  });
}
