import type { IncomingMessage } from 'node:http';

/**
 * Gives up an upload whose sender has gone silent: bytes are missing, all that came has been taken
 * in, and nothing more comes for `stallMs` (found out at most as long again later). What waits for
 * this hub's own disk or store is not silent, whether bytes are missing or only the reply.
 *
 * A trainer that rewrites its file while it sends it announces more than it can send, and then
 * waits for a reply that could never come (seen with the Platform callback at the end of a
 * training).
 */
export function limitStall(raw: IncomingMessage, stallMs: number): void {
  const { socket } = raw;
  let seen = socket.bytesRead;
  // Not the socket's own time-out: once all bytes are there, Node cuts the connection at that,
  // and a sender whose file takes long to be synced would never hear of it.
  const timer = setInterval(() => {
    if (raw.complete || raw.destroyed) {
      clearInterval(timer);
    } else if (raw.readableLength > 0 || socket.bytesRead > seen) {
      seen = socket.bytesRead;
    } else {
      raw.destroy(new Error('the upload stalled'));
    }
  }, stallMs);
  timer.unref();
  raw.once('close', () => clearInterval(timer));
}
