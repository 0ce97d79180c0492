import {
  InviteBody,
  PATHS,
  PeopleReply,
  SignInLinkReply,
  StorageLimitBody,
  StorageLimitReply,
} from '@trainyard/protocol';
import type { FastifyRequest } from 'fastify';
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
import type { Mailer } from '../../mail/mailer.ts';

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
    async (request, reply) => {
      const { caller, body } = request;
      const { url } = await invitePerson(hub, caller, body);
      const mailed = await mailedTo(hub, request, (mailer) =>
        mailer.sendInvitation(body.email, url),
      );
      reply.status(201);
      return { url, mailed };
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
    async (request) => {
      const { caller, params } = request;
      const { url, email } = await resetPassword(hub, caller, params.id);
      const mailed = await mailedTo(hub, request, (mailer) => mailer.sendPasswordReset(email, url));
      return { url, mailed };
    },
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

/** The account is there whether the mail leaves or not; then its maker passes the link on. */
async function mailedTo(
  { mailer }: HubContext,
  request: FastifyRequest,
  send: (mailer: Mailer) => Promise<void>,
): Promise<boolean> {
  if (!mailer) return false;
  try {
    await send(mailer);
    return true;
  } catch (error) {
    request.log.warn({ err: error }, 'an e-mail could not be sent');
    return false;
  }
}
