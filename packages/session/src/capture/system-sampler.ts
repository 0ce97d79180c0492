import { readFile, statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';
import { nvidiaSmi } from './nvidia-smi.ts';

/** The machine's load, in the shape of the Platform callback's `system`. */
export interface SystemSample {
  /** %, since the last sample. */
  readonly cpu: number;
  /** %. */
  readonly ram: number;
  /** GB, decimal. */
  readonly disk: readonly { mount: string; used_gb: number; total_gb: number }[];
  /** MB a second since the last sample; Linux only. */
  readonly network?: { readonly recv_mbs: number; readonly sent_mbs: number };
  /** By index: usage and memory in %, temp in °C, power in W. NVIDIA only. */
  readonly gpus: Readonly<
    Record<string, { usage: number; memory: number; temp: number; power: number }>
  >;
}

/** Samples the machine. Rates are over the time since the previous sample. */
export class SystemSampler {
  #cpu = cpuTimes();
  #network: { at: number; received: number; sent: number } | null = null;
  #hasGpus = true;

  async sample(): Promise<SystemSample> {
    const [disk, network, gpus] = await Promise.all([
      readDisk(process.cwd()),
      this.#rates(),
      this.#gpus(),
    ]);
    return {
      cpu: this.#load(),
      ram: round((1 - (await availableMemory()) / totalmem()) * 100),
      disk,
      ...(network && { network }),
      gpus,
    };
  }

  #load(): number {
    const before = this.#cpu;
    this.#cpu = cpuTimes();
    const total = this.#cpu.total - before.total;
    return total <= 0 ? 0 : round((1 - (this.#cpu.idle - before.idle) / total) * 100);
  }

  async #rates(): Promise<SystemSample['network'] | null> {
    const before = this.#network;
    this.#network = await readNetwork();
    const now = this.#network;
    if (now === null) return null;
    const seconds = before === null ? 0 : (now.at - before.at) / 1000;
    if (before === null || seconds <= 0) return { recv_mbs: 0, sent_mbs: 0 };
    return {
      recv_mbs: round((now.received - before.received) / 1e6 / seconds),
      sent_mbs: round((now.sent - before.sent) / 1e6 / seconds),
    };
  }

  async #gpus(): Promise<SystemSample['gpus']> {
    if (!this.#hasGpus) return {};
    const rows = await nvidiaSmi([
      'index',
      'utilization.gpu',
      'memory.used',
      'memory.total',
      'temperature.gpu',
      'power.draw',
    ]);
    // A machine does not grow a GPU: no need to start a process for that every time.
    this.#hasGpus = rows.length > 0;
    return Object.fromEntries(
      rows.map(([index, usage, used, total, temp, power]) => [
        index,
        {
          usage: Number(usage),
          memory: round((Number(used) / Number(total)) * 100),
          temp: Number(temp),
          power: Math.round(Number(power) || 0),
        },
      ]),
    );
  }
}

function cpuTimes(): { idle: number; total: number } {
  let idle = 0;
  let total = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, total };
}

/** Linux counts its file cache as used; what can be had is what matters. */
async function availableMemory(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const match = /^MemAvailable:\s+(\d+) kB/m.exec(text);
  return match ? Number(match[1]) * 1024 : freemem();
}

async function readDisk(path: string): Promise<SystemSample['disk']> {
  const stats = await statfs(path).catch(() => null);
  if (stats === null) return [];
  const total = stats.blocks * stats.bsize;
  const used = total - stats.bfree * stats.bsize;
  return [{ mount: path, used_gb: round(used / 1e9), total_gb: round(total / 1e9) }];
}

async function readNetwork(): Promise<{ at: number; received: number; sent: number } | null> {
  const text = await readFile('/proc/net/dev', 'utf8').catch(() => null);
  if (text === null) return null;
  let received = 0;
  let sent = 0;
  for (const line of text.split('\n').slice(2)) {
    const [name, numbers] = line.trim().split(':');
    if (!numbers || name === 'lo') continue;
    const fields = numbers.trim().split(/\s+/).map(Number);
    received += fields[0] ?? 0;
    sent += fields[8] ?? 0;
  }
  return { at: Date.now(), received, sent };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
