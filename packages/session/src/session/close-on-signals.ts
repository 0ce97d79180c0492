import { isMainThread } from 'node:worker_threads';

/** Signals that end a process which does not listen to them. */
const SIGNALS: readonly string[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** How long a signal waits for the goodbye at most, in milliseconds. */
const LONGEST = 2000;

const closings = new Set<() => Promise<unknown>>();

/**
 * Says goodbye before a signal ends the process, which it then does as it would have done anyway.
 *
 * This never changes who decides: as long as anybody else listens to a signal, also from later on,
 * nothing of ours does, since with a listener of ours in place theirs might not be the last word
 * (packages that let a process die only when they are the sole listener would keep it alive). A
 * second signal ends the process at once.
 *
 * @param close says goodbye to one session.
 * @returns undoes it.
 */
export function closeOnSignals(close: () => Promise<unknown>): () => void {
  // Only the main thread hears signals.
  if (!isMainThread) return () => undefined;
  if (closings.size === 0) install();
  closings.add(close);
  return () => {
    if (closings.delete(close) && closings.size === 0) uninstall();
  };
}

function install(): void {
  process.on('newListener', giveWay);
  process.on('removeListener', takeBack);
  for (const signal of SIGNALS) takeBack(signal);
}

function uninstall(): void {
  process.off('newListener', giveWay);
  process.off('removeListener', takeBack);
  for (const signal of SIGNALS) process.off(signal, end);
}

function giveWay(event: string | symbol, listener: unknown): void {
  if (listener === end || !SIGNALS.includes(String(event))) return;
  // Not at once: theirs is only about to be added, and Node stops to hear a signal without listeners.
  queueMicrotask(() => {
    if (process.listenerCount(event) > 1) process.off(event, end);
  });
}

function takeBack(event: string | symbol, listener?: unknown): void {
  if (listener === end || !SIGNALS.includes(String(event))) return;
  if (process.listenerCount(event) === 0) process.on(event, end);
}

function end(signal: NodeJS.Signals): void {
  const all = [...closings];
  closings.clear();
  uninstall();
  // The default of the signal, which nobody listens to any more.
  const die = (): void => void process.kill(process.pid, signal);
  const timer = setTimeout(die, LONGEST);
  void Promise.allSettled(all.map((close) => close())).then(() => {
    clearTimeout(timer);
    die();
  });
}
