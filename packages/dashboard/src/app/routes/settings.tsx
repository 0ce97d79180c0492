import { Link } from '@tanstack/react-router';
import { APP_PATHS } from '@trainyard/protocol/app/paths';
import { Button } from '../../components/button.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { ApiKeys } from '../../features/account/api-keys.tsx';
import { People } from '../../features/account/people.tsx';
import { Profile } from '../../features/account/profile.tsx';
import { Storage } from '../../features/account/storage.tsx';
import { useMe } from '../../features/account/use-me.ts';
import { Notices } from '../../features/notices/notices.tsx';
import { request } from '../../lib/api.ts';
import { useSearchParams } from '../../lib/use-search.ts';

/** `/settings?tab=api+keys`: the Python clients link to that very address. */
export function Page() {
  const { one } = useSearchParams();
  const { data: me } = useMe();
  const wanted = one('tab').toLowerCase();
  const tabs = TABS.filter(([name]) => name !== 'people' || me?.account?.role === 'owner');
  const tab = tabs.find(([name]) => name === wanted)?.[0] ?? 'profile';
  return (
    <div className="page">
      <title>Settings · Trainyard</title>
      <h1>Settings</h1>
      <Tabs label="Settings" open={tab}>
        {tabs.map(([name, label]) => (
          <Link
            key={name}
            className="tab"
            to="/settings"
            search={name === 'profile' ? {} : { tab: name }}
            activeOptions={{ exact: true, includeSearch: true }}
          >
            {label}
          </Link>
        ))}
      </Tabs>
      {tab === 'profile' && me?.account && <Profile account={me.account} />}
      {tab === 'api keys' && <ApiKeys />}
      {tab === 'notices' && <Notices />}
      {tab === 'storage' && <Storage />}
      {tab === 'people' && <People />}
      {tab === 'profile' && (
        <p className="only-narrow">
          <Button
            onClick={() =>
              void request(`${APP_PATHS.auth}/sign-out`, { method: 'POST', body: {} }).then(() =>
                window.location.assign('/'),
              )
            }
          >
            Sign out
          </Button>
        </p>
      )}
    </div>
  );
}

const TABS = [
  ['profile', 'Profile'],
  ['api keys', 'API keys'],
  ['notices', 'Notices'],
  ['storage', 'Storage'],
  ['people', 'People'],
] as const;
