import { ApiKeysReply, CreateApiKeyBody, CreatedApiKeyReply, PATHS } from '@trainyard/protocol';
import { requireAccount } from '../../accounts/caller.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import type { HubContext } from '../../hub-context.ts';

/** `/app/v1/api-keys`: one's own keys. A key of smaller scope cannot make or end keys. */
export function apiKeyRoutes(app: HubServer, hub: HubContext): void {
  app.get(
    PATHS.app.apiKeys,
    {
      config: { access: 'manage', doc: { summary: 'List one’s API keys', reply: ApiKeysReply } },
    },
    async ({ caller }) => ({
      items: await hub.apiKeys.list(requireAccount(caller, 'manage').userId),
    }),
  );

  app.post(
    PATHS.app.apiKeys,
    {
      config: {
        access: 'manage',
        doc: { summary: 'Make an API key', reply: CreatedApiKeyReply, status: 201 },
      },
      schema: { body: CreateApiKeyBody },
    },
    async ({ caller, body }, reply) => {
      reply.status(201);
      return hub.apiKeys.create(requireAccount(caller, 'manage').userId, body);
    },
  );

  app.delete(
    PATHS.app.apiKey,
    {
      config: { access: 'manage', doc: { summary: 'End an API key' } },
      schema: { params: IdParams },
    },
    async ({ caller, params }, reply) => {
      await hub.apiKeys.revoke(requireAccount(caller, 'manage').userId, params.id);
      return reply.status(204).send();
    },
  );
}
