import { EventEmitter, on, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** An e-mail as it arrived. */
export interface ReceivedMail {
  readonly to: readonly string[];
  readonly from: string;
  /** Header and body. */
  readonly text: string;
}

/** A mail server that keeps what arrives. */
export class MailReceiver implements AsyncDisposable {
  readonly received: ReceivedMail[] = [];
  /** How many of the next mails are refused for now. */
  refusals = 0;
  #server: SMTPServer;
  readonly #emitter = new EventEmitter();

  private constructor() {
    this.#server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      onAuth: ({ username, password }, _session, done) =>
        username === 'hub' && password === 'secret'
          ? done(null, { user: 'hub' })
          : done(new Error('wrong password')),
      onData: async (stream, { envelope }, done) => {
        const content = await text(stream);
        if (this.refusals > 0) {
          this.refusals--;
          done(Object.assign(new Error('try later'), { responseCode: 451 }));
          return;
        }
        const to = envelope.rcptTo.map(({ address }) => address);
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        this.received.push({ to, from, text: content });
        done();
        this.#emitter.emit('received');
      },
    });
  }

  static async start(): Promise<MailReceiver> {
    const receiver = new MailReceiver();
    receiver.#server.on('error', () => {});
    await once(receiver.#server.listen(0, '127.0.0.1'), 'listening');
    return receiver;
  }

  get url(): string {
    const { port } = this.#server.server.address() as AddressInfo;
    return `smtp://hub:secret@127.0.0.1:${port}`;
  }

  /** Waits until so many have arrived. */
  async arrived(count: number): Promise<void> {
    if (this.received.length >= count) return;
    for await (const _ of on(this.#emitter, 'received')) {
      if (this.received.length >= count) return;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(resolve));
  }
}
