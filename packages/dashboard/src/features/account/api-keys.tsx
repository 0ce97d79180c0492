import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ApiKeyReply, CreatedApiKeyReply } from '@trainyard/protocol';
import { APP_PATHS } from '@trainyard/protocol/app/paths';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { ErrorText } from '../../components/error-text.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { request } from '../../lib/api.ts';
import { formText } from '../../lib/form-text.ts';
import { formatTime } from '../../lib/format.ts';
import { useSubmit } from '../../lib/use-submit.ts';

const SCOPES = [
  ['train', 'Train: read, create models, send metrics and weights'],
  ['read', 'Read only'],
  ['full', 'Everything you may do'],
] as const;

/** One's API keys: make, see when they were last used, end. */
export function ApiKeys() {
  const client = useQueryClient();
  const [made, setMade] = useState<CreatedApiKeyReply>();
  const [ending, setEnding] = useState<ApiKeyReply>();
  const keys = useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => request<{ items: ApiKeyReply[] }>(APP_PATHS.apiKeys, { signal }),
  });
  const refresh = () => client.invalidateQueries({ queryKey: ['keys'] });
  const { error, onSubmit } = useSubmit(async (form) => {
    const days = Number(form.get('days'));
    const expiresAt = days > 0 ? new Date(Date.now() + days * 86_400_000).toISOString() : null;
    const body = { name: formText(form, 'name'), scope: form.get('scope'), expiresAt };
    setMade(await request<CreatedApiKeyReply>(APP_PATHS.apiKeys, { method: 'POST', body }));
    await refresh();
  });
  return (
    <div className="stack">
      <form className="card stack" onSubmit={onSubmit}>
        <h2>New key</h2>
        <div className="row" style={{ alignItems: 'end' }}>
          <div className="field grow">
            <label htmlFor="key-name">Name</label>
            <input
              className="input"
              id="key-name"
              name="name"
              required
              maxLength={256}
              placeholder="Training machine"
            />
          </div>
          <div className="field">
            <label htmlFor="key-scope">May</label>
            <select className="select" id="key-scope" name="scope">
              {SCOPES.map(([value, what]) => (
                <option key={value} value={value}>
                  {what}
                </option>
              ))}
            </select>
          </div>
          <div className="field">
            <label htmlFor="key-days">Works for</label>
            <select className="select" id="key-days" name="days">
              <option value="0">ever</option>
              <option value="7">7 days</option>
              <option value="90">90 days</option>
              <option value="365">a year</option>
            </select>
          </div>
          <Button look="primary" type="submit">
            Make key
          </Button>
        </div>
        <ErrorText error={error} />
        {made && (
          <div className="notice good" role="status">
            <CopyButton text={made.key} label="Copy the key" />
            <div>
              <strong>Copy it now: it is shown this once.</strong>
              <code>{made.key}</code>
            </div>
          </div>
        )}
      </form>
      {keys.error ? (
        <Failed error={keys.error} retry={() => void keys.refetch()} />
      ) : !keys.data ? (
        <Loading lines={3} label="Loading keys" />
      ) : (
        <div className="card flush table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Begins with</th>
                <th scope="col" className="hide-narrow">
                  May
                </th>
                <th scope="col" className="hide-narrow">
                  Last used
                </th>
                <th scope="col" className="hide-narrow">
                  Ends
                </th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {keys.data.items.map((key) => (
                <tr key={key.id}>
                  <td style={{ overflowWrap: 'anywhere' }}>{key.name}</td>
                  <td className="mono">{key.prefix}…</td>
                  <td className="hide-narrow">{key.scope}</td>
                  <td className="small hide-narrow">
                    <TimeAgo time={key.lastUsedAt} />
                  </td>
                  <td className="small hide-narrow">
                    {key.expiresAt ? formatTime(key.expiresAt) : 'never'}
                  </td>
                  <td className="actions">
                    <Button
                      small
                      look="danger"
                      onClick={() => setEnding(key)}
                      aria-label={`End ${key.name}`}
                    >
                      End
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Confirm
        title={`End the key “${ending?.name ?? ''}”?`}
        open={ending !== undefined}
        onClose={() => setEnding(undefined)}
        action="End it"
        onConfirm={async () => {
          await request(APP_PATHS.apiKey, { method: 'DELETE', params: { id: ending!.id } });
          await refresh();
        }}
      >
        <p>Whatever uses it is refused within a second. Trainers keep what they could not send.</p>
      </Confirm>
    </div>
  );
}
