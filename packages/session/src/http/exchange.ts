import http from 'node:http';
import https from 'node:https';
import { agentFor } from './agent.ts';
import type { RequestBody } from './request-body.ts';

/** One try of one request. */
export interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: RequestBody | undefined;
  /** Longest silence of the connection, in milliseconds. */
  readonly idleTimeout: number;
  readonly signal: AbortSignal;
  /** When true, the connection does not keep the process alive. */
  readonly background: boolean;
  /** Told how many bytes of the body the system has taken so far. */
  readonly onSent?: ((bytes: number) => void) | undefined;
}

/**
 * Sends one request and resolves with the reply's head; the caller reads or destroys its body.
 *
 * A reply that comes before the body is all sent (a refusal) ends the sending.
 * @throws Error of the network, of the timeout, or the signal's reason.
 */
export function exchange(options: Exchange): Promise<http.IncomingMessage> {
  const { method, url, headers, body, signal } = options;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method,
      agent: agentFor(url.protocol),
      signal,
      headers: {
        ...headers,
        ...(body && { 'content-type': body.contentType, 'content-length': body.length }),
      },
    });
    let answered = false;
    request.on('socket', (socket) => {
      if (options.background) socket.unref();
      else socket.ref();
    });
    request.setTimeout(options.idleTimeout, () => {
      request.destroy(new Error(`no answer within ${options.idleTimeout / 1000} s`));
    });
    request.on('response', (response) => {
      answered = true;
      resolve(response);
    });
    request.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    request.on('close', () => reject(new Error('the connection was closed without an answer')));
    if (body === undefined) request.end();
    else {
      send(request, body, () => answered, options.onSent).catch((error: Error) => {
        if (!answered) request.destroy(error);
      });
    }
  });
}

async function send(
  request: http.ClientRequest,
  body: RequestBody,
  answered: () => boolean,
  onSent: ((bytes: number) => void) | undefined,
): Promise<void> {
  let sent = 0;
  for await (const chunk of body.open()) {
    if (answered() || request.destroyed) return;
    const ready = request.write(chunk, (error) => {
      if (error) return;
      sent += chunk.length;
      onSent?.(sent);
    });
    if (!ready) await drained(request);
  }
  request.end();
}

/** Waits until the request takes more bytes, or never will. */
function drained(request: http.ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      request.off('drain', done);
      request.off('close', done);
      request.off('response', done);
      resolve();
    };
    request.on('drain', done);
    request.on('close', done);
    request.on('response', done);
  });
}
