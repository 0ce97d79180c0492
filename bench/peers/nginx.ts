import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ServerProcess } from './server-process.ts';

const run = promisify(execFile);

/** nginx as Debian packages it: takes files by PUT and hands them out. */
export class Nginx implements AsyncDisposable {
  readonly version: string;
  /** What it stores and serves. */
  readonly files: string;
  readonly server: ServerProcess;

  private constructor(server: ServerProcess, files: string, version: string) {
    this.server = server;
    this.files = files;
    this.version = version;
  }

  /** Starts nginx on a folder, which needs to be on the disk that is compared. */
  static async start(folder: string, signal: AbortSignal): Promise<Nginx> {
    const binary = await nginxBinary();
    const { stderr } = await run(binary, ['-v']);
    const files = join(folder, 'files');
    await mkdir(files, { recursive: true });
    const config = join(folder, 'nginx.conf');
    const server = await ServerProcess.start(
      (port) => {
        return {
          command: 'sh',
          args: [
            '-c',
            'printf %s "$CONFIG" > "$0" && exec "$1" -c "$0" -p "$2"',
            config,
            binary,
            folder,
          ],
          env: { CONFIG: configuration(folder, files, port) },
        };
      },
      { health: '/healthz', signal },
    );
    return new Nginx(server, files, /nginx\/(\S+)/.exec(stderr)?.[1] ?? '');
  }

  get url(): string {
    return this.server.url;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.server[Symbol.asyncDispose]();
  }
}

function configuration(folder: string, files: string, port: number): string {
  return `daemon off;
worker_processes auto;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  client_max_body_size 0;
  client_body_temp_path ${folder}/body;
  server {
    listen 127.0.0.1:${port};
    location = /healthz { return 200 'ok'; }
    location / { root ${files}; dav_methods PUT DELETE; }
  }
}
`;
}

/** Debian's package, unpacked and not installed: its service is not to start. */
async function nginxBinary(): Promise<string> {
  const cache = process.env['TRAINYARD_BENCH_CACHE'] ?? join(homedir(), '.cache/trainyard-bench');
  const folder = join(cache, 'nginx');
  const binary = join(folder, 'usr/sbin/nginx');
  const there = await access(binary).then(
    () => true,
    () => false,
  );
  if (there) return binary;
  await mkdir(cache, { recursive: true });
  const download = await mkdtemp(join(cache, 'nginx-'));
  try {
    await run('apt-get', ['download', 'nginx'], { cwd: download }).catch(async () => {
      await run('apt-get', ['update']);
      await run('apt-get', ['download', 'nginx'], { cwd: download });
    });
    const [file] = (await readdir(download)).filter((name) => name.endsWith('.deb'));
    await run('dpkg-deb', ['-x', file!, 'unpacked'], { cwd: download });
    await rename(join(download, 'unpacked'), folder);
  } finally {
    await rm(download, { recursive: true, force: true });
  }
  return binary;
}
