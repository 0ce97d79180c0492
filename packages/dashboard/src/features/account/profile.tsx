import { useQueryClient } from '@tanstack/react-query';
import type { MeReply } from '@trainyard/protocol';
import { APP_PATHS } from '@trainyard/protocol/app/paths';
import { Button } from '../../components/button.tsx';
import { ErrorText } from '../../components/error-text.tsx';
import { request } from '../../lib/api.ts';
import { formText } from '../../lib/form-text.ts';
import { notify } from '../../lib/notify.ts';
import { useSubmit } from '../../lib/use-submit.ts';

/** One's names and password. */
export function Profile({ account }: { account: NonNullable<MeReply['account']> }) {
  const client = useQueryClient();
  const names = useSubmit(async (form) => {
    const body = { name: form.get('name'), username: form.get('username') };
    await request(APP_PATHS.me, { method: 'PATCH', body });
    await client.invalidateQueries({ queryKey: ['me'] });
    notify('Saved');
  });
  const password = useSubmit(async (form) => {
    const [current, wanted] = [formText(form, 'current'), formText(form, 'password')];
    await request(APP_PATHS.password, {
      method: 'PUT',
      body: { password: wanted, ...(current && { current }) },
    });
    // That ended all sessions, this one too.
    await request(`${APP_PATHS.auth}/sign-in/email`, {
      method: 'POST',
      body: { email: account.email, password: wanted },
    });
    await client.invalidateQueries({ queryKey: ['me'] });
    notify('The password is set; other sessions have ended');
  });
  return (
    <div className="grid-2">
      <form className="card stack" onSubmit={names.onSubmit}>
        <h2>Profile</h2>
        <p className="muted small">{account.email}</p>
        <div className="field">
          <label htmlFor="me-name">Name</label>
          <input className="input" id="me-name" name="name" required defaultValue={account.name} />
        </div>
        <div className="field">
          <label htmlFor="me-username">User name (in ul:// addresses)</label>
          <input
            className="input"
            id="me-username"
            name="username"
            required
            defaultValue={account.username}
          />
        </div>
        <ErrorText error={names.error} />
        <div>
          <Button type="submit">Save</Button>
        </div>
      </form>
      <form className="card stack" onSubmit={password.onSubmit}>
        <h2>{account.hasPassword ? 'Change password' : 'Set a password'}</h2>
        <input
          type="hidden"
          name="username"
          autoComplete="username"
          value={account.email}
          readOnly
        />
        {account.hasPassword && (
          <div className="field">
            <label htmlFor="me-current">Current password</label>
            <input
              className="input"
              id="me-current"
              name="current"
              type="password"
              autoComplete="current-password"
              required
            />
          </div>
        )}
        <div className="field">
          <label htmlFor="me-password">New password (8 characters or more)</label>
          <input
            className="input"
            id="me-password"
            name="password"
            type="password"
            autoComplete="new-password"
            minLength={8}
            required
          />
        </div>
        <ErrorText error={password.error} />
        <div>
          <Button type="submit">Set password</Button>
        </div>
      </form>
    </div>
  );
}
