import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { APP_PATHS } from '@trainyard/protocol/app/paths';
import {
  BookOpen,
  Boxes,
  Database,
  FolderClosed,
  LogOut,
  Moon,
  Settings,
  Sun,
  SunMoon,
  Trash2,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Loading } from '../components/states.tsx';
import { SignInForm } from '../features/account/sign-in-form.tsx';
import { useMe } from '../features/account/use-me.ts';
import { request } from '../lib/api.ts';
import { useNotification } from '../lib/notify.ts';
import { setTheme, useTheme } from '../lib/theme.ts';
import { LiveUpdates } from './live-updates.tsx';

/** Pages that people without an account may see, as far as their models are shared. */
const SHARED = /^\/(models\/|compare|datasets\/|projects\/.)/;

/** What all pages have around them: navigation, who is signed in, the live connection. */
export function Shell() {
  const { data: me, error } = useMe();
  const location = useRouterState({ select: (state) => state.location });
  const notification = useNotification();
  if (!me) {
    return (
      <main className="centered">
        {error ? <p role="alert">{error.message}</p> : <Loading lines={2} />}
      </main>
    );
  }
  const search = location.search as Record<string, string | string[] | undefined>;
  if (!me.account && !SHARED.test(location.pathname)) {
    return <SignInForm outcome={[search['sign-in']].flat()[0]} />;
  }
  return (
    <div className="shell">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <Side signedIn={me.account !== null} />
      <main className="main" id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <LiveUpdates models={me.account ? [] : shownModels(location.pathname, search)} />
      <div className={notification ? 'offline' : 'visually-hidden'} role="status">
        {notification}
      </div>
    </div>
  );
}

function shownModels(
  path: string,
  search: Record<string, string | string[] | undefined>,
): string[] {
  const one = /^\/models\/(\w+)/.exec(path)?.[1];
  return one ? [one] : [search['model'] ?? []].flat();
}

function Side({ signedIn }: { signedIn: boolean }) {
  return (
    <header className="side">
      <Link className="brand" to="/">
        <img src="/icon.svg" alt="" />
        Trainyard
      </Link>
      {signedIn ? <Pages /> : <nav aria-label="Pages" />}
      <div className="side-foot">
        <ThemeButton />
        <a className="nav-link wide-only" href="/docs">
          <BookOpen size={17} aria-hidden="true" />
          API reference
        </a>
        {signedIn ? (
          <SignOut />
        ) : (
          <Link className="nav-link" to="/">
            <LogOut size={17} aria-hidden="true" />
            Sign in
          </Link>
        )}
      </div>
    </header>
  );
}

function Pages() {
  const onModel = useRouterState({
    select: (state) => /^\/(models|compare)(\/|$)/.test(state.location.pathname),
  });
  return (
    <nav aria-label="Pages">
      <NavLink to="/" exact also={onModel} icon={<Boxes size={17} aria-hidden="true" />}>
        Models
      </NavLink>
      <NavLink to="/projects" icon={<FolderClosed size={17} aria-hidden="true" />}>
        Projects
      </NavLink>
      <NavLink to="/datasets" icon={<Database size={17} aria-hidden="true" />}>
        Datasets
      </NavLink>
      <NavLink to="/trash" icon={<Trash2 size={17} aria-hidden="true" />}>
        Trash
      </NavLink>
      <NavLink to="/settings" icon={<Settings size={17} aria-hidden="true" />}>
        Settings
      </NavLink>
    </nav>
  );
}

interface NavLinkProps {
  readonly to: string;
  readonly icon: ReactNode;
  readonly exact?: boolean;
  /** Whether the page shown belongs below this one. */
  readonly also?: boolean;
  readonly children: ReactNode;
}

function NavLink({ to, icon, exact = false, also = false, children }: NavLinkProps) {
  return (
    <Link
      className={`nav-link ${also ? 'inside' : ''}`}
      to={to}
      activeOptions={{ exact, includeSearch: false }}
      activeProps={{ 'aria-current': 'page' }}
    >
      {icon}
      {children}
    </Link>
  );
}

const NEXT_THEME = { auto: 'light', light: 'dark', dark: 'auto' } as const;
const THEME_ICON = { auto: SunMoon, light: Sun, dark: Moon };

function ThemeButton() {
  const { theme } = useTheme();
  const Icon = THEME_ICON[theme];
  return (
    <button type="button" className="nav-link" onClick={() => setTheme(NEXT_THEME[theme])}>
      <Icon size={17} aria-hidden="true" />
      <span>
        <span className="visually-hidden">Colours: </span>
        {theme === 'auto' ? 'Auto' : theme === 'light' ? 'Light' : 'Dark'}
      </span>
    </button>
  );
}

function SignOut() {
  const client = useQueryClient();
  const signOut = async () => {
    await request(`${APP_PATHS.auth}/sign-out`, { method: 'POST', body: {} });
    client.clear();
    window.location.assign('/');
  };
  return (
    <button type="button" className="nav-link wide-only" onClick={() => void signOut()}>
      <LogOut size={17} aria-hidden="true" />
      Sign out
    </button>
  );
}
