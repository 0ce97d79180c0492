import type { WebhookMessage } from '@trainyard/protocol';
import type { Transporter } from 'nodemailer';

/** Time for a connection and for each answer of the mail server, in milliseconds. */
const PATIENCE_MS = 20_000;

export interface MailerOptions {
  /** `smtp://user:password@host:port`, or `smtps://…` for TLS from the start. */
  readonly url: string;
  /** The sender, e.g. `Trainyard <hub@example.org>`. */
  readonly from: string;
}

/** Sends e-mail by SMTP; the library is loaded with the first one. */
export class Mailer {
  readonly #options: MailerOptions;
  #transport: Promise<Transporter> | undefined;

  constructor(options: MailerOptions) {
    this.#options = options;
  }

  /** An invitation, with a link that signs in once. @throws what the mail server says */
  sendInvitation(to: string, link: string): Promise<void> {
    return this.#send(to, 'You are invited to a training hub', [
      'You have been given an account on a Trainyard hub. This link signs you in once, within a day;',
      'then choose a password in the settings.',
      '',
      link,
    ]);
  }

  /** A link to choose a new password. @throws what the mail server says */
  sendPasswordReset(to: string, link: string): Promise<void> {
    return this.#send(to, 'Choose a new password', [
      'Somebody, probably you, asked for a new password on a Trainyard hub. This link signs you in',
      'once, within a day; then choose a password in the settings. If it was not you, ignore this.',
      '',
      link,
    ]);
  }

  /** What has become of a model. @throws what the mail server says */
  sendNotice(
    to: string,
    event: string,
    model: NonNullable<WebhookMessage['model']>,
  ): Promise<void> {
    const what = event.slice(event.indexOf('.') + 1);
    return this.#send(to, `${model.name}: ${what}`, [
      `Model:    ${model.name}`,
      ...(model.project === null ? [] : [`Project:  ${model.project}`]),
      `State:    ${model.state} (before: ${model.previousState})`,
      `Epochs:   ${model.epochsDone}`,
      ...(model.failure === null ? [] : ['', model.failure]),
      '',
      model.url,
    ]);
  }

  async #send(to: string, subject: string, lines: readonly string[]): Promise<void> {
    this.#transport ??= import('nodemailer').then(({ createTransport }) =>
      createTransport({
        url: this.#options.url,
        connectionTimeout: PATIENCE_MS,
        greetingTimeout: PATIENCE_MS,
        socketTimeout: PATIENCE_MS,
      }),
    );
    const transport = await this.#transport;
    // A name could hold a line break, which would end a header.
    const oneLine = subject.replace(/\s+/g, ' ').slice(0, 200);
    const { from } = this.#options;
    await transport.sendMail({ from, to, subject: oneLine, text: `${lines.join('\n')}\n` });
  }
}
