import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  CreatedWebhookReply,
  CreateWebhookBody,
  DeliveriesReply,
  NoticeChoicesReply,
  NoticeEvent,
  WebhookReply,
} from '@trainyard/protocol';
import { APP_PATHS } from '@trainyard/protocol/app/paths';
import { request } from '../../lib/api.ts';

/** Messages of a webhook that are read at a time. */
export const DELIVERY_ROWS = 10;

/** How often the messages of a webhook that is being looked at are read again, in milliseconds. */
const LOOK_AGAIN_MS = 2000;

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: ({ signal }) => request<{ items: WebhookReply[] }>(APP_PATHS.webhooks, { signal }),
  // The hub alone knows when one fails.
  staleTime: 0,
});

export const deliveriesQuery = (id: string, offset: number) =>
  queryOptions({
    queryKey: ['webhooks', id, offset],
    queryFn: ({ signal }) =>
      request<DeliveriesReply>(APP_PATHS.webhookDeliveries, {
        params: { id },
        query: { offset, limit: DELIVERY_ROWS },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 0,
    refetchInterval: LOOK_AGAIN_MS,
  });

export function createWebhook(body: CreateWebhookBody): Promise<CreatedWebhookReply> {
  return request(APP_PATHS.webhooks, { method: 'POST', body });
}

/** Sends a test message, and enables a webhook that the hub has given up. */
export function testWebhook(id: string): Promise<unknown> {
  return request(APP_PATHS.webhookTest, { method: 'POST', params: { id } });
}

export function removeWebhook(id: string): Promise<void> {
  return request(APP_PATHS.webhook, { method: 'DELETE', params: { id } });
}

export const choicesQuery = queryOptions({
  queryKey: ['notices'],
  queryFn: ({ signal }) => request<NoticeChoicesReply>(APP_PATHS.notices, { signal }),
});

export function choose(events: readonly NoticeEvent[]): Promise<NoticeChoicesReply> {
  return request(APP_PATHS.notices, { method: 'PUT', body: { events } });
}
