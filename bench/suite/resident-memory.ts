import { readFile } from 'node:fs/promises';

/** The resident memory of a process, in MiB. Needs Linux (it reads /proc). */
export async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

/** Waits until the memory no longer changes by more than a MiB within half a second. */
export async function settledMiB(pid: number): Promise<number> {
  for (let before = Number.NaN, waited = 0; ; waited++) {
    const now = await residentMiB(pid);
    if (Math.abs(now - before) <= 1 || waited > 60) return now;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Looks at the memory 20 times a second until it is stopped; gives the largest. */
export function watchMemory(pid: number): { stop(): number } {
  let peak = 0;
  const timer = setInterval(async () => {
    peak = Math.max(peak, await residentMiB(pid).catch(() => 0));
  }, 50);
  // What failed meanwhile need not stop it.
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}
