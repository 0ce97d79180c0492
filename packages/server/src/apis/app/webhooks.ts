import {
  CreatedWebhookReply,
  CreateWebhookBody,
  DeliveriesReply,
  DeliveryReply,
  PATHS,
  PageQuery,
  WebhooksReply,
} from '@trainyard/protocol';
import Type from 'typebox';
import { requireAccount } from '../../accounts/caller.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import type { HubContext } from '../../hub-context.ts';

/** `/app/v1/webhooks`: who else is told when one's own models change their state. */
export function webhookRoutes(app: HubServer, { webhooks, notifier }: HubContext): void {
  app.get(
    PATHS.app.webhooks,
    { config: { access: 'manage', doc: { summary: 'List webhooks', reply: WebhooksReply } } },
    async ({ caller }) => ({ items: await webhooks.list(requireAccount(caller, 'manage').userId) }),
  );

  app.post(
    PATHS.app.webhooks,
    {
      config: {
        access: 'manage',
        doc: { summary: 'Make a webhook', reply: CreatedWebhookReply, status: 201 },
      },
      schema: { body: CreateWebhookBody },
    },
    async ({ caller, body }, reply) => {
      const made = await webhooks.create(requireAccount(caller, 'manage').userId, body);
      reply.status(201);
      return made;
    },
  );

  app.delete(
    PATHS.app.webhook,
    {
      config: { access: 'manage', doc: { summary: 'Delete a webhook' } },
      schema: { params: IdParams },
    },
    async ({ caller, params }, reply) => {
      await webhooks.remove(requireAccount(caller, 'manage').userId, params.id);
      return reply.status(204).send();
    },
  );

  app.post(
    PATHS.app.webhookTest,
    {
      config: {
        access: 'manage',
        doc: {
          summary: 'Send a test message; enables a disabled webhook',
          reply: DeliveryReply,
          status: 202,
        },
      },
      schema: { params: IdParams },
    },
    async ({ caller, params }, reply) => {
      const delivery = await webhooks.test(requireAccount(caller, 'manage').userId, params.id);
      notifier.look();
      reply.status(202);
      return delivery;
    },
  );

  app.get(
    PATHS.app.webhookDeliveries,
    {
      config: {
        access: 'manage',
        doc: { summary: 'What was sent to a webhook', reply: DeliveriesReply },
      },
      schema: { params: IdParams, querystring: Type.Object(PageQuery) },
    },
    ({ caller, params, query }) =>
      webhooks.deliveries(requireAccount(caller, 'manage').userId, params.id, query),
  );
}
