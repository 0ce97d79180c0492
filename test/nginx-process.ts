import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const NGINX = '/usr/sbin/nginx';

/** Debian's nginx; installed when it is missing, which only root can do. */
function installNginx(): void {
  if (existsSync(NGINX)) return;
  // In runlevel 1 a service is installed without being started.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const install = ['install', '-y', '-qq', '--no-install-recommends', 'nginx-light'];
  for (const args of [['update', '-qq'], install]) {
    execFileSync('apt-get', args, { stdio: ['ignore', 2, 2], env });
  }
}

/** nginx with the cluster's configuration from `deploy/`, in front of hubs on this machine. */
export class NginxProcess implements AsyncDisposable {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string, port: number) {
    this.#child = child;
    this.#folder = folder;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** @param port where it listens. @param hubs the origins of the hubs behind it. */
  static async start(port: number, hubs: readonly string[]): Promise<NginxProcess> {
    installNginx();
    const folder = mkdtempSync(join(tmpdir(), 'trainyard-nginx-'));
    writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port, hubs));
    const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')];
    const { status, stderr } = spawnSync(NGINX, [...args, '-t'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`nginx -t: ${stderr}`);
    const child = spawn(NGINX, args, { stdio: 'inherit' });
    process.once('exit', () => child.kill('SIGTERM'));
    while (!(await answers(port))) {
      if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`);
      await pause(20);
    }
    return new NginxProcess(child, folder, port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
    rmSync(this.#folder, { recursive: true });
  }
}

/** The shipped files with this machine's ports and folders in place of theirs. */
function configuration(folder: string, port: number, hubs: readonly string[]): string {
  const servers = hubs.map((hub) => `  server ${new URL(hub).host} max_fails=2 fail_timeout=5s;`);
  const shipped = readFileSync('deploy/nginx.cluster.conf', 'utf8')
    .replace(/( {2}server hub-\d:8787[^\n]*\n)+/, `${servers.join('\n')}\n`)
    .replace('listen 8080;', `listen 127.0.0.1:${port};`)
    .replace('/etc/nginx/trainyard.proxy.conf', resolve('deploy/nginx.proxy.conf'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${folder}/${name};`,
  );
  return [
    // As it is: a user of its own could not read this folder.
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'daemon off;',
    `pid ${folder}/nginx.pid;`,
    'events {}',
    'http {',
    '  access_log off;',
    ...temporary,
    shipped,
    '}',
  ].join('\n');
}

async function answers(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
