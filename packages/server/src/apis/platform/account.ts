import { type AccountSummaryReply, PATHS, type SettingsReply } from '@trainyard/protocol';
import { requireAccount } from '../../accounts/caller.ts';
import { countOwned } from '../../catalogue/count-owned.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import type { HubContext } from '../../hub-context.ts';

/** What `yolo login KEY` asks to see whether a key is good: by status, or by the summary. */
export function accountRoutes(app: HubServer, hub: HubContext): void {
  app.get(
    PATHS.platform.settings,
    { config: { access: 'read' } },
    async ({ caller }): Promise<SettingsReply> => {
      const { username, email } = await hub.people.get(requireAccount(caller, 'read').userId);
      return { username, email };
    },
  );

  app.get(
    PATHS.platform.accountSummary,
    { config: { access: 'read' } },
    async ({ caller }): Promise<AccountSummaryReply> => {
      const { userId } = requireAccount(caller, 'read');
      const { username, name } = await hub.people.get(userId);
      return {
        username,
        name,
        accountType: 'personal',
        // A hub of one's own has no plans; this one leaves nothing out.
        plan: 'enterprise',
        creditsCents: 0,
        counts: await countOwned(hub.database.db, userId),
        teams: [],
      };
    },
  );
}
