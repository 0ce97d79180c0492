import type { IncomingMessage } from 'node:http';

/**
 * Gives up an upload whose sender has gone silent: bytes are missing, all that came has been taken
 * in, and nothing more comes for `stallMs`. What waits for this hub's own disk or store is not
 * silent.
 *
 * A trainer that rewrites its file while it sends it announces more than it can send, and then
 * waits for a reply that could never come (seen with the Platform callback at the end of a
 * training).
 */
export function limitStall(raw: IncomingMessage, stallMs: number): void {
  raw.setTimeout(stallMs, () => {
    if (raw.complete || raw.destroyed) return;
    if (raw.readableLength > 0) raw.setTimeout(stallMs);
    else raw.destroy(new Error('the upload stalled'));
  });
}
