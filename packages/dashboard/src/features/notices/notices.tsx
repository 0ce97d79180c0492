import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { WebhookReply } from '@trainyard/protocol';
import { useState } from 'react';
import { Confirm } from '../../components/confirm.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { DeliveriesDialog } from './deliveries-dialog.tsx';
import { MailChoices } from './mail-choices.tsx';
import { NewWebhook } from './new-webhook.tsx';
import { removeWebhook, webhooksQuery } from './notices-queries.ts';
import { WebhooksTable } from './webhooks-table.tsx';

/** How one is told of one's models while nobody looks at the page: e-mail and webhooks. */
export function Notices() {
  const client = useQueryClient();
  const webhooks = useQuery(webhooksQuery);
  const [showing, setShowing] = useState<WebhookReply>();
  const [removing, setRemoving] = useState<WebhookReply>();
  const refresh = () => client.invalidateQueries({ queryKey: webhooksQuery.queryKey });
  return (
    <div className="stack">
      <MailChoices />
      <NewWebhook onMade={refresh} />
      {webhooks.error ? (
        <Failed error={webhooks.error} retry={() => void webhooks.refetch()} />
      ) : !webhooks.data ? (
        <Loading lines={3} label="Loading webhooks" />
      ) : (
        webhooks.data.items.length > 0 && (
          <WebhooksTable
            webhooks={webhooks.data.items}
            onShow={setShowing}
            onRemove={setRemoving}
          />
        )
      )}
      <DeliveriesDialog
        webhook={showing}
        onClose={() => {
          setShowing(undefined);
          void refresh();
        }}
      />
      <Confirm
        title={`Delete the webhook “${removing?.name ?? ''}”?`}
        open={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        action="Delete"
        onConfirm={async () => {
          await removeWebhook(removing!.id);
          await refresh();
        }}
      >
        <p>Nothing is sent to it any more, not even what still waits.</p>
      </Confirm>
    </div>
  );
}
