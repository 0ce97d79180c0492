import {
  EditMeBody,
  MeReply,
  NoticeChoices,
  NoticeChoicesReply,
  PATHS,
  SetPasswordBody,
} from '@trainyard/protocol';
import { type Caller, requireAccount } from '../../accounts/caller.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import type { HubContext } from '../../hub-context.ts';
import { keepNoticeChoices, readNoticeChoices } from '../../notices/notice-choices.ts';

/** `/app/v1/me`: who is signed in, and what they change about themselves. */
export function meRoutes(app: HubServer, hub: HubContext): void {
  app.get(
    PATHS.app.me,
    { config: { access: 'anyone', doc: { summary: 'Who is signed in', reply: MeReply } } },
    ({ caller }) => me(hub, caller),
  );

  app.patch(
    PATHS.app.me,
    {
      config: { access: 'manage', doc: { summary: 'Change one’s own names', reply: MeReply } },
      schema: { body: EditMeBody },
    },
    async ({ caller, body }) => {
      await hub.people.update(requireAccount(caller, 'manage').userId, body);
      return me(hub, caller);
    },
  );

  app.put(
    PATHS.app.password,
    {
      config: { access: 'manage', doc: { summary: 'Set one’s password; ends other sessions' } },
      schema: { body: SetPasswordBody },
    },
    async ({ caller, body }, reply) => {
      const { userId } = requireAccount(caller, 'manage');
      await hub.people.changePassword(userId, body.current, body.password);
      return reply.status(204).send();
    },
  );

  const mail = hub.mailer !== undefined;
  app.get(
    PATHS.app.notices,
    {
      config: {
        access: 'manage',
        doc: { summary: 'What one is told of by e-mail', reply: NoticeChoicesReply },
      },
    },
    async ({ caller }) => {
      const { userId } = requireAccount(caller, 'manage');
      return { events: await readNoticeChoices(hub.database, userId), mail };
    },
  );

  app.put(
    PATHS.app.notices,
    {
      config: {
        access: 'manage',
        doc: { summary: 'Choose what one is told of by e-mail', reply: NoticeChoicesReply },
      },
      schema: { body: NoticeChoices },
    },
    async ({ caller, body }) => {
      const { userId } = requireAccount(caller, 'manage');
      await keepNoticeChoices(hub.database, userId, body.events);
      return { events: await readNoticeChoices(hub.database, userId), mail };
    },
  );
}

async function me(hub: HubContext, caller: Caller) {
  const origin = hub.origin.url;
  const singleSignOn = hub.people.hasSingleSignOn;
  if (caller.kind === 'anonymous') return { account: null, origin, singleSignOn };
  const { id, email, name, username } = await hub.people.get(caller.userId);
  const hasPassword = await hub.people.hasPassword(id);
  return {
    account: { id, email, name, username, role: caller.role, hasPassword },
    origin,
    singleSignOn,
  };
}
