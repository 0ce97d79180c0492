import type { OnProgress, ProgressEvent } from './progress-event.ts';

/** Where the bar is drawn: a terminal's output stream. */
export interface BarStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Least time between two drawings, in milliseconds. */
const REDRAW = 100;

/**
 * Draws transfers as a bar on a terminal; elsewhere writes one line at the end of each.
 * @param stream default `process.stderr`, so that a script's output stays clean.
 */
export function progressBar(stream: BarStream = process.stderr): OnProgress {
  let drawn = 0;
  return (event) => {
    if (stream.isTTY !== true) {
      if (event.type !== 'progress' && event.type !== 'started') stream.write(`${line(event)}\n`);
      return;
    }
    const now = Date.now();
    if (event.type === 'progress' && now - drawn < REDRAW) return;
    drawn = now;
    const text = line(event).slice(0, (stream.columns ?? 80) - 1);
    const last = event.type === 'finished' || event.type === 'failed';
    stream.write(`\r\x1b[K${text}${last ? '\n' : ''}`);
  };
}

function line(event: ProgressEvent): string {
  const { direction, name, bytes } = event.transfer;
  const arrow = direction === 'upload' ? '↑' : '↓';
  switch (event.type) {
    case 'started':
      return `${arrow} ${name}`;
    case 'progress':
      return `${arrow} ${name} ${bar(event.done, bytes)}`;
    case 'interrupted':
      return `${arrow} ${name} interrupted: ${event.reason}`;
    case 'resumed':
      return `${arrow} ${name} goes on at ${size(event.from)}`;
    case 'finished':
      return `${arrow} ${name} ${size(bytes ?? event.moved)} in ${event.seconds.toFixed(1)} s`;
    case 'failed':
      return `${arrow} ${name} failed: ${event.reason}`;
  }
}

function bar(done: number, bytes: number | null): string {
  if (bytes === null || bytes === 0) return size(done);
  const share = Math.min(1, done / bytes);
  const full = Math.round(share * 20);
  const percent = `${Math.floor(share * 100)}`.padStart(3);
  return `${'█'.repeat(full)}${'░'.repeat(20 - full)} ${percent} % ${size(done)} of ${size(bytes)}`;
}

/** Bytes for people, in decimal units. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const number = bytes / 1000 ** power;
  return `${number.toFixed(power === 0 || number >= 100 ? 0 : 1)} ${units[power]}`;
}
