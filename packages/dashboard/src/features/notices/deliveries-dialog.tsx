import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { DeliveryReply, WebhookReply } from '@trainyard/protocol';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorText } from '../../components/error-text.tsx';
import { Pager } from '../../components/pager.tsx';
import { ScrollArea } from '../../components/scroll-area.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { DELIVERY_ROWS, deliveriesQuery, testWebhook } from './notices-queries.ts';

export interface DeliveriesDialogProps {
  readonly webhook: WebhookReply | undefined;
  readonly onClose: () => void;
}

/** What was sent to a webhook and what came back, with a button that sends a test. */
export function DeliveriesDialog({ webhook, onClose }: DeliveriesDialogProps) {
  return (
    <Dialog
      title={`Messages of ${webhook?.name ?? ''}`}
      open={webhook !== undefined}
      onClose={onClose}
    >
      {webhook && <Deliveries webhook={webhook} />}
    </Dialog>
  );
}

function Deliveries({ webhook }: { webhook: WebhookReply }) {
  const client = useQueryClient();
  const [offset, setOffset] = useState(0);
  const [problem, setProblem] = useState<unknown>();
  const { data, error, refetch } = useQuery(deliveriesQuery(webhook.id, offset));
  const test = async () => {
    setProblem(undefined);
    try {
      await testWebhook(webhook.id);
      setOffset(0);
      await client.invalidateQueries({ queryKey: ['webhooks'] });
    } catch (thrown) {
      setProblem(thrown);
    }
  };
  return (
    <>
      {error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading lines={3} label="Loading messages" />
      ) : data.total === 0 ? (
        <p className="muted">Nothing has been sent yet.</p>
      ) : (
        <>
          <ScrollArea label="Messages" className="table-wrap">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Event</th>
                  <th scope="col">When</th>
                  <th scope="col">Outcome</th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((delivery) => (
                  <tr key={delivery.id}>
                    <td className="small">{delivery.event}</td>
                    <td className="small">
                      <TimeAgo time={delivery.createdAt} />
                    </td>
                    <td className="small anywhere">{outcomeOf(delivery)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollArea>
          <Pager offset={offset} limit={DELIVERY_ROWS} total={data.total} onChange={setOffset} />
        </>
      )}
      <ErrorText error={problem} />
      <div className="dialog-actions">
        <Button onClick={() => void test()}>Send a test</Button>
      </div>
    </>
  );
}

function outcomeOf({ state, tries, lastStatus, lastError }: DeliveryReply): string {
  const answer = lastError ?? (lastStatus === null ? '' : String(lastStatus));
  const times = tries === 1 ? 'once' : `${tries} times`;
  if (state === 'delivered') return `delivered (${answer})`;
  if (state === 'given_up') return `given up, tried ${times}: ${answer}`;
  // Without an answer it is being sent at this moment.
  return answer === '' ? 'on its way' : `tried ${times}, will be again: ${answer}`;
}
