import { EventEmitter, on, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { WebhookMessage } from '@trainyard/protocol';

/** A delivery as it arrived. */
export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly message: WebhookMessage;
}

/** A receiver of webhooks that keeps what arrives, and answers as it is told to. */
export class WebhookReceiver implements AsyncDisposable {
  readonly received: Received[] = [];
  readonly url: string;
  /** Statuses of the next answers; 204 once they are used up. */
  answers: number[] = [];
  readonly #server: Server;
  readonly #emitter = new EventEmitter();

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    server.on('request', async (request, response) => {
      const body = await text(request);
      const headers = request.headers as Record<string, string>;
      this.received.push({ headers, body, message: JSON.parse(body || '{}') });
      response.writeHead(this.answers.shift() ?? 204, { location: `${this.url}/elsewhere` }).end();
      this.#emitter.emit('received');
    });
  }

  static async start(): Promise<WebhookReceiver> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WebhookReceiver(server);
  }

  /** Waits until so many have arrived. */
  async arrived(count: number): Promise<void> {
    if (this.received.length >= count) return;
    for await (const _ of on(this.#emitter, 'received')) {
      if (this.received.length >= count) return;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
