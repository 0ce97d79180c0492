import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export const CLIENT = { oidcClientId: 'trainyard', oidcClientSecret: 'a-secret-of-the-client' };

/** A provider of OpenID Connect; its users are the local parts of their addresses. */
export class OidcServer implements AsyncDisposable {
  readonly issuer: string;
  readonly #server: Server;

  private constructor(server: Server, issuer: string) {
    this.#server = server;
    this.issuer = issuer;
  }

  /** @param hub the origin that people are sent back to. @param port that it listens at. */
  static async start(
    hub: string,
    unverified: ReadonlySet<string> = new Set(),
  ): Promise<OidcServer> {
    // The issuer names the port, so it has to be known first.
    const holder = (await import('node:http')).createServer();
    await once(holder.listen(0, '127.0.0.1'), 'listening');
    const issuer = `http://127.0.0.1:${(holder.address() as AddressInfo).port}`;
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: CLIENT.oidcClientId,
          client_secret: CLIENT.oidcClientSecret,
          redirect_uris: [`${hub}/app/v1/auth/callback/oidc`],
        },
      ],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      findAccount: (_context, id) => ({
        accountId: id,
        claims: () => ({
          sub: id,
          name: id,
          email: `${id}@example.org`,
          email_verified: !unverified.has(id),
        }),
      }),
      cookies: { keys: ['for-tests-only'] },
    });
    holder.on('request', provider.callback());
    return new OidcServer(holder, issuer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
