import {
  InviteBody,
  PATHS,
  PeopleReply,
  SignInLinkReply,
  StorageLimitBody,
  StorageLimitReply,
} from '@trainyard/protocol';
import {
  invitePerson,
  listPeople,
  removePerson,
  resetPassword,
} from '../../accounts/administer-people.ts';
import { readStorageLimit, setStorageLimit } from '../../accounts/storage-quota.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import type { HubContext } from '../../hub-context.ts';

/** `/app/v1/people`: who has an account. For the hub's owner. */
export function peopleRoutes(app: HubServer, hub: HubContext): void {
  app.get(
    PATHS.app.people,
    {
      config: {
        access: 'manage',
        doc: { summary: 'List everybody (the owner only)', reply: PeopleReply },
      },
    },
    ({ caller }) => listPeople(hub, caller),
  );

  app.post(
    PATHS.app.people,
    {
      config: {
        access: 'manage',
        doc: { summary: 'Invite somebody (the owner only)', reply: SignInLinkReply, status: 201 },
      },
      schema: { body: InviteBody },
    },
    async ({ caller, body }, reply) => {
      const link = await invitePerson(hub, caller, body);
      reply.status(201);
      return link;
    },
  );

  app.post(
    PATHS.app.personLink,
    {
      config: {
        access: 'manage',
        doc: { summary: 'Reset somebody’s password (the owner only)', reply: SignInLinkReply },
      },
      schema: { params: IdParams },
    },
    ({ caller, params }) => resetPassword(hub, caller, params.id),
  );

  app.delete(
    PATHS.app.person,
    {
      config: { access: 'manage', doc: { summary: 'Remove somebody (the owner only)' } },
      schema: { params: IdParams },
    },
    async ({ caller, params }, reply) => {
      await removePerson(hub, caller, params.id);
      return reply.status(204).send();
    },
  );

  app.get(
    PATHS.app.personStorageLimit,
    {
      config: {
        access: 'manage',
        doc: { summary: 'What somebody may store (the owner only)', reply: StorageLimitReply },
      },
      schema: { params: IdParams },
    },
    ({ caller, params }) => readStorageLimit(hub, caller, params.id),
  );

  app.put(
    PATHS.app.personStorageLimit,
    {
      config: {
        access: 'manage',
        doc: {
          summary: 'Limit what somebody may store (the owner only)',
          reply: StorageLimitReply,
        },
      },
      schema: { params: IdParams, body: StorageLimitBody },
    },
    async ({ caller, params, body }) => {
      await setStorageLimit(hub, caller, params.id, body.limit);
      return readStorageLimit(hub, caller, params.id);
    },
  );
}
