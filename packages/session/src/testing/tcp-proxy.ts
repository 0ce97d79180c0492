import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * A TCP proxy in front of a hub that can stop, delay and cut, as networks do.
 */
export class TcpProxy {
  /** Bytes that went from clients to the hub. */
  upstream = 0;
  /** Called after each piece that goes to the hub; a test cuts from here. */
  onUpstream: ((total: number) => void) | null = null;
  /** Milliseconds that each piece waits. */
  delay = 0;
  readonly #target: { host: string; port: number };
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #down = false;
  readonly #server = createServer((client) => this.#accept(client));

  private constructor(target: string) {
    const { hostname, port } = new URL(target);
    this.#target = { host: hostname, port: Number(port) };
  }

  static async start(target: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Breaks all connections; new ones are taken. */
  cut(): void {
    for (const [client, hub] of this.#pairs) {
      client.resetAndDestroy();
      hub.resetAndDestroy();
    }
  }

  /** Breaks all connections and refuses new ones, until `up`. */
  down(): void {
    this.#down = true;
    this.cut();
  }

  up(): void {
    this.#down = false;
  }

  /** Points it at another hub, as after a restart on another port. */
  retarget(url: string): void {
    this.#target.port = Number(new URL(url).port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    if (this.#down) {
      client.resetAndDestroy();
      return;
    }
    const hub = connect(this.#target);
    const pair = [client, hub] as const;
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#pairs.delete(pair);
        client.destroy();
        hub.destroy();
      });
    }
    hub.on('data', (piece) => this.#pass(piece, client, hub));
    client.on('data', (piece) => {
      this.#pass(piece, hub, client);
      this.upstream += piece.length;
      this.onUpstream?.(this.upstream);
    });
    client.on('end', () => hub.end());
    hub.on('end', () => client.end());
  }

  #pass(piece: Buffer, to: Socket, from: Socket): void {
    const write = (): void => {
      if (to.destroyed || to.write(piece)) return;
      from.pause();
      to.once('drain', () => from.resume());
    };
    if (this.delay === 0) write();
    else setTimeout(write, this.delay).unref();
  }
}
