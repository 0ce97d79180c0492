import { CreateUserBody, HubError, PATHS, UpdateUserBody } from '@trainyard/protocol';
import { requireAccount, type SignedInCaller } from '../../accounts/caller.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import type { HubContext } from '../../hub-context.ts';
import { success } from './reply.ts';

/** `/v1/users`: oneself, by id or as `me`; the hub's owner may add people. */
export function userRoutes(app: HubServer, hub: HubContext): void {
  app.post(
    PATHS.hub.users,
    { config: { access: 'manage' }, schema: { body: CreateUserBody } },
    async ({ caller, body }) => {
      if (requireAccount(caller, 'manage').role !== 'owner') throw new HubError('not_allowed');
      return success(await hub.people.create({ ...body, role: 'member' }), 'User created');
    },
  );

  app.get(
    PATHS.hub.user,
    { config: { access: 'read' }, schema: { params: IdParams } },
    async ({ caller, params }) => {
      const account = oneself(requireAccount(caller, 'read'), params.id);
      return success(await hub.people.get(account.userId));
    },
  );

  app.patch(
    PATHS.hub.user,
    { config: { access: 'manage' }, schema: { params: IdParams, body: UpdateUserBody } },
    async ({ caller, params, body }) => {
      const account = oneself(requireAccount(caller, 'manage'), params.id);
      return success(await hub.people.update(account.userId, body), 'User updated');
    },
  );
}

/** Other people are not shown. @throws HubError not_found */
function oneself(account: SignedInCaller, id: string): SignedInCaller {
  if (id !== 'me' && id !== account.userId) throw new HubError('not_found');
  return account;
}
