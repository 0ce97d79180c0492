import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** nginx in front of hubs: each request goes to the next one that takes it. */
export class Balancer implements AsyncDisposable {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(port: number, process: ChildProcess, folder: string) {
    this.url = `http://127.0.0.1:${port}`;
    this.#process = process;
    this.#folder = folder;
  }

  /** @param hubs the ports that hubs listen at, or are going to. */
  static async start(port: number, hubs: readonly number[]): Promise<Balancer> {
    installNginx();
    const folder = await mkdtemp(join(tmpdir(), 'trainyard-nginx-'));
    await writeFile(join(folder, 'nginx.conf'), configuration(folder, port, hubs));
    const child = spawn(NGINX, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], {
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    process.once('exit', () => child.kill('SIGTERM'));
    const balancer = new Balancer(port, child, folder);
    while (
      !(await fetch(balancer.url).then(
        () => true,
        () => false,
      ))
    ) {
      if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`);
      await pause(50);
    }
    return balancer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function configuration(folder: string, port: number, hubs: readonly number[]): string {
  return `daemon off;
worker_processes 1;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${folder}/nginx.pid;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  upstream hubs {
    ${hubs.map((hub) => `server 127.0.0.1:${hub} max_fails=1 fail_timeout=1s;`).join('\n    ')}
  }
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 0;
    location / {
      proxy_pass http://hubs;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_request_buffering off;
      proxy_buffering off;
      proxy_read_timeout 1h;
    }
  }
}
`;
}
