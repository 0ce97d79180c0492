import type { CreatedApiKeyReply } from '@trainyard/protocol';
import { APP_PATHS } from '@trainyard/protocol/app/paths';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { CodeBlock } from '../../components/code-block.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { ErrorText } from '../../components/error-text.tsx';
import { request } from '../../lib/api.ts';
import { CLIENTS, type Client, snippet } from './snippets.ts';

/** How to start the first training, with this hub's own address and a key filled in. */
export function FirstRun({ origin }: { origin: string }) {
  const [client, setClient] = useState<Client>('platform');
  const [key, setKey] = useState<string>();
  const [error, setError] = useState<unknown>();
  const makeKey = async () => {
    try {
      const body = { name: 'First training', scope: 'train' };
      const made = await request<CreatedApiKeyReply>(APP_PATHS.apiKeys, { method: 'POST', body });
      setKey(made.key);
    } catch (thrown) {
      setError(thrown);
    }
  };
  return (
    <div className="stack" style={{ maxWidth: 820 }}>
      <div>
        <h2>Start your first training</h2>
        <p className="muted">This page moves on by itself as soon as the first model appears.</p>
      </div>
      <section className="card stack">
        <h2>1. A key for the trainer</h2>
        {key ? (
          <div className="row">
            <code className="grow" style={{ overflowWrap: 'anywhere' }}>
              {key}
            </code>
            <CopyButton text={key} label="Copy the key" />
            <p className="muted small">Shown this once. It can train, and delete nothing.</p>
          </div>
        ) : (
          <div className="row">
            <Button look="primary" onClick={() => void makeKey()}>
              Make a key
            </Button>
            <span className="muted small">or use the one that the hub printed when it started</span>
          </div>
        )}
        <ErrorText error={error} />
      </section>
      <section className="card stack">
        <h2>2. Train</h2>
        <fieldset className="row bare">
          <legend className="visually-hidden">What you train with</legend>
          {CLIENTS.map(({ id, name }) => (
            <Button key={id} aria-pressed={client === id} onClick={() => setClient(id)}>
              {name}
            </Button>
          ))}
        </fieldset>
        <CodeBlock label="Commands" code={snippet(client, origin, key ?? 'YOUR_API_KEY')} />
        <p className="muted small" role="status">
          Waiting for the first model…
        </p>
      </section>
    </div>
  );
}
