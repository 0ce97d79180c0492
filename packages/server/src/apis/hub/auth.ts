import { HubError, PATHS, PasswordSignInBody } from '@trainyard/protocol';
import { requireAccount } from '../../accounts/caller.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import type { HubContext } from '../../hub-context.ts';
import { success } from './reply.ts';

/** How long a session token lasts, in seconds, as Firebase's replies say it. */
const TOKEN_SECONDS = 30 * 24 * 60 * 60;

/** `/v1/auth…`: is this credential good, and how to get one by e-mail and password. */
export function authRoutes(app: HubServer, hub: HubContext): void {
  // `yolo login` and HUBClient() read `success` and nothing else.
  app.post(PATHS.hub.auth, { config: { access: 'read' } }, async (request) => {
    const { userId, username, scope } = requireAccount(request.caller, 'read');
    return success({ userId, username, scope });
  });

  // A browser's cookie for a token. Only pages of the hub itself get it: see `identify`.
  app.post(PATHS.hub.authAuto, { config: { access: 'read' } }, async (request) => {
    const token = /trainyard\.session_token=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
    if (!token) throw new HubError('not_signed_in');
    return success({ idToken: decodeURIComponent(token) });
  });

  // The reply has Firebase's form; hub-sdk reads `idToken` of a 200.
  app.post(
    PATHS.hub.authPassword,
    { config: { access: 'open' }, schema: { body: PasswordSignInBody } },
    async (request) => {
      const { email, password } = request.body;
      const signedIn = await hub.people.signIn(email, password, { ip: request.ip });
      return {
        idToken: signedIn.token,
        localId: signedIn.userId,
        email: signedIn.email,
        registered: true,
        expiresIn: String(TOKEN_SECONDS),
      };
    },
  );
}
