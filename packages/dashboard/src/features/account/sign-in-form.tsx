import { useQueryClient } from '@tanstack/react-query';
import { APP_PATHS } from '@trainyard/protocol/app/paths';
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ApiError, request } from '../../lib/api.ts';
import { useMe } from './use-me.ts';

/** What a link or another sign-in page has sent back. */
const OUTCOMES: Readonly<Record<string, string>> = {
  expired: 'That sign-in link has been used or has expired. Restart the hub for a new one.',
  refused: 'You have no account on this hub under that address. Ask its owner to invite you.',
};

/** Signs in by e-mail and password, and says how the owner gets in without one. */
export function SignInForm({ outcome }: { outcome: string | undefined }) {
  const client = useQueryClient();
  const singleSignOn = useMe().data?.singleSignOn;
  const [error, setError] = useState(OUTCOMES[outcome ?? ''] ?? '');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError('');
    try {
      await request(`${APP_PATHS.auth}/sign-in/email`, {
        method: 'POST',
        body: { email: form.get('email'), password: form.get('password') },
      });
      await client.invalidateQueries();
    } catch (thrown) {
      setError(reason(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="centered">
      <div className="sign-in">
        <div className="row">
          <img src="/icon.svg" alt="" width={36} height={36} />
          <div>
            <h1>Sign in to Trainyard</h1>
            <p className="muted small">The training hub you run yourself</p>
          </div>
        </div>
        <form className="card stack" onSubmit={(event) => void submit(event)}>
          <div className="field">
            <label htmlFor="email">E-mail</label>
            <input
              className="input"
              id="email"
              name="email"
              type="text"
              autoComplete="username"
              required
            />
          </div>
          <div className="field">
            <label htmlFor="password">Password</label>
            <input
              className="input"
              id="password"
              name="password"
              type="password"
              autoComplete="current-password"
              required
            />
          </div>
          {error && (
            <p className="error-text" role="alert">
              {error}
            </p>
          )}
          <Button look="primary" type="submit" disabled={busy}>
            Sign in
          </Button>
          {singleSignOn && <a href="/sign-in/sso">Sign in with your organisation</a>}
        </form>
        <p className="muted small">
          No password yet? The hub prints a one-time sign-in link each time it starts. Open it, then
          set a password in Settings.
        </p>
      </div>
    </main>
  );
}

function reason(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error);
  if (error.status === 401) return 'E-mail or password is wrong.';
  if (error.status === 429) return 'Too many tries. Wait a minute and try again.';
  return error.message;
}
