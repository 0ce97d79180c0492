import type { CreatedWebhookReply } from '@trainyard/protocol';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { ErrorText } from '../../components/error-text.tsx';
import { formText } from '../../lib/form-text.ts';
import { useSubmit } from '../../lib/use-submit.ts';
import { EventChoice } from './event-choice.tsx';
import { EVENTS, formEvents } from './notice-events.ts';
import { createWebhook } from './notices-queries.ts';

/** Makes a webhook, and shows its secret, this once. */
export function NewWebhook({ onMade }: { onMade: () => Promise<unknown> }) {
  const [made, setMade] = useState<CreatedWebhookReply>();
  const { error, onSubmit } = useSubmit(async (form) => {
    const name = formText(form, 'name');
    const body = { url: formText(form, 'url'), events: formEvents(form), ...(name && { name }) };
    setMade(await createWebhook(body));
    void onMade();
  });
  return (
    <form className="card stack" onSubmit={onSubmit}>
      <h2>New webhook</h2>
      <div className="row bottom">
        <div className="field grow">
          <label htmlFor="webhook-url">Address</label>
          <input
            className="input"
            id="webhook-url"
            name="url"
            type="url"
            required
            maxLength={2000}
            placeholder="https://hooks.slack.com/services/…"
          />
        </div>
        <div className="field grow">
          <label htmlFor="webhook-name">Name</label>
          <input className="input" id="webhook-name" name="name" maxLength={256} />
        </div>
        <Button look="primary" type="submit">
          Make webhook
        </Button>
      </div>
      <EventChoice chosen={EVENTS} />
      <p className="muted small">
        The hub sends JSON with a sentence that Slack shows as it is, signed with the webhook’s
        secret.
      </p>
      <ErrorText error={error} />
      {made && (
        <div className="notice good" role="status">
          <CopyButton text={made.secret} label="Copy the secret" />
          <div>
            <strong>The secret of {made.name}. Copy it now: it is shown this once.</strong>
            <code>{made.secret}</code>
          </div>
        </div>
      )}
    </form>
  );
}
