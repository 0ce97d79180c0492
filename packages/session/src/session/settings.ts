import { version } from 'node:process';
import { cacheDirectory } from '../download/cache-directory.ts';
import { progressBar } from '../progress/progress-bar.ts';
import type { OnProgress } from '../progress/progress-event.ts';
import { spoolRoot } from '../spool/spool-root.ts';
import { printWarning, type Warn } from '../warning.ts';
import type { SessionOptions } from './session-options.ts';

/** The options with their defaults, and callbacks that cannot throw. */
export interface Settings {
  readonly agent: string;
  readonly heartbeatInterval: number;
  readonly sendInterval: number;
  readonly checkpointInterval: number;
  readonly stopInterval: number;
  readonly openDeadline: number;
  readonly signals: boolean;
  readonly spool: string;
  readonly spoolLimit: number;
  readonly cache: string;
  readonly environment: boolean;
  readonly console: boolean;
  readonly system: number | false;
  readonly warn: Warn;
  readonly onProgress: OnProgress;
}

/** Fills in the defaults. */
export function settingsOf(options: SessionOptions): Settings {
  const onWarning = options.onWarning ?? printWarning;
  const onProgress = options.onProgress ?? (process.stderr.isTTY ? progressBar() : () => undefined);
  return {
    agent: options.agent ?? `node-${version.slice(1)}-${process.platform}`,
    heartbeatInterval: Math.max(1000, options.heartbeatInterval ?? 300_000),
    sendInterval: options.sendInterval ?? 3000,
    checkpointInterval: options.checkpointInterval ?? 900_000,
    stopInterval: options.stopInterval ?? 10_000,
    openDeadline: options.openDeadline ?? 60_000,
    signals: options.signals ?? true,
    spool: options.spool ?? spoolRoot(),
    spoolLimit: options.spoolLimit ?? 20e9,
    cache: options.cache ?? cacheDirectory(),
    environment: options.environment ?? true,
    console: options.console ?? false,
    system: options.system ?? false,
    warn: (code, message) => quietly(() => onWarning({ code, message })),
    onProgress: (event) => quietly(() => onProgress(event)),
  };
}

/** A trainer's callback that throws must not harm the session, nor training. */
function quietly(call: () => void): void {
  try {
    call();
  } catch {
    // Its own author will find out elsewhere.
  }
}
