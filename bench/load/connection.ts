import { connect, type Socket } from 'node:net';

export interface Reply {
  readonly status: number;
  readonly body: string;
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * One HTTP/1.1 connection that is kept alive, one request at a time. It does as little as it can:
 * the processors that it leaves alone are those that the servers are measured on. Replies need a
 * Content-Length, which all servers here send.
 */
export class Connection {
  readonly #host: string;
  readonly #port: number;
  readonly #headers: string;
  #socket: Socket | undefined;
  #waiting: Waiting | undefined;
  #received: Buffer = Buffer.alloc(0);

  /** @param headers of every request */
  constructor(url: string, headers: Readonly<Record<string, string>>) {
    const { hostname, port, host } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
    this.#headers = Object.entries({ host, ...headers })
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
  }

  /** @throws Error when the connection breaks before the reply is whole */
  request(method: string, path: string, body = ''): Promise<Reply> {
    this.#socket ??= this.#open();
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    this.#waiting = { resolve, reject };
    const length = Buffer.byteLength(body);
    this.#socket.write(
      `${method} ${path} HTTP/1.1\r\n${this.#headers}content-length: ${length}\r\n\r\n${body}`,
    );
    return promise;
  }

  close(): void {
    this.#socket?.destroy();
  }

  #open(): Socket {
    const socket = connect(this.#port, this.#host).setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (error) => this.#end(error));
    socket.on('close', () => this.#end(new Error('the server closed the connection')));
    return socket;
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const head = this.#received.indexOf(HEAD_END);
    if (head < 0) return;
    const headers = this.#received.toString('latin1', 0, head);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(headers)?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) {
      this.#end(new Error(`a reply without a length:\n${headers}`));
      return;
    }
    const end = head + HEAD_END.length + length;
    if (this.#received.length < end) return;
    const body = this.#received.toString('utf8', head + HEAD_END.length, end);
    this.#received = Buffer.alloc(0);
    // A server that closes after the reply is opened again by the next request.
    if (/\r\nconnection: *close/i.test(headers)) this.#forget();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve({ status: Number(headers.slice(9, 12)), body });
  }

  #end(error: Error): void {
    this.#forget();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(error);
  }

  #forget(): void {
    this.#socket?.removeAllListeners();
    this.#socket?.on('error', () => {});
    this.#socket?.destroy();
    this.#socket = undefined;
    this.#received = Buffer.alloc(0);
  }
}
