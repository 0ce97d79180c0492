import type { WebhookReply } from '@trainyard/protocol';
import { Button } from '../../components/button.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { EVENT_WORDS, EVENTS } from './notice-events.ts';

export interface WebhooksTableProps {
  readonly webhooks: readonly WebhookReply[];
  readonly onShow: (webhook: WebhookReply) => void;
  readonly onRemove: (webhook: WebhookReply) => void;
}

/** One's webhooks, and how they do. */
export function WebhooksTable({ webhooks, onShow, onRemove }: WebhooksTableProps) {
  return (
    <div className="card flush table-wrap">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Webhook</th>
            <th scope="col" className="hide-narrow">
              When a model
            </th>
            <th scope="col">State</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {webhooks.map((webhook) => (
            <tr key={webhook.id}>
              <td className="anywhere">
                {webhook.name}
                <div className="muted small">{webhook.url}</div>
              </td>
              <td className="small hide-narrow">{wordsOf(webhook)}</td>
              <td className="small">
                <State webhook={webhook} />
              </td>
              <td className="actions">
                <Button
                  small
                  onClick={() => onShow(webhook)}
                  aria-label={`Messages of ${webhook.name}`}
                >
                  Messages
                </Button>{' '}
                <Button
                  small
                  look="danger"
                  onClick={() => onRemove(webhook)}
                  aria-label={`Delete ${webhook.name}`}
                >
                  Delete
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function wordsOf({ events }: WebhookReply): string {
  if (events.length === EVENTS.length) return 'comes into any state';
  return events.map((event) => EVENT_WORDS[event]).join(', ');
}

function State({ webhook: { disabledAt, failingSince } }: { webhook: WebhookReply }) {
  if (disabledAt) {
    return (
      <>
        given up <TimeAgo time={disabledAt} />
      </>
    );
  }
  if (!failingSince) return 'works';
  return (
    <>
      failing since <TimeAgo time={failingSince} />
    </>
  );
}
