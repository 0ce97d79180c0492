import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { Empty, Failed, Loading } from '../components/states.tsx';
import { parseSearch, type SearchParams, stringifySearch } from './search-params.ts';
import { Shell } from './shell.tsx';

const root = createRootRoute({
  component: Shell,
  validateSearch: (search): SearchParams => search as SearchParams,
  notFoundComponent: () => (
    <div className="page">
      <Empty page title="There is no such page">
        <p>The address may be mistyped, or you may not see what is there.</p>
      </Empty>
    </div>
  ),
});

/** Each page is a file of its own, loaded when it is first opened. */
const pages = [
  page('/', () => import('./routes/models.tsx')),
  page('/models/$id', () => import('./routes/model.tsx')),
  page('/compare', () => import('./routes/compare.tsx')),
  page('/projects', () => import('./routes/projects.tsx')),
  page('/projects/$id', () => import('./routes/project.tsx')),
  page('/datasets', () => import('./routes/datasets.tsx')),
  page('/datasets/$id', () => import('./routes/dataset.tsx')),
  page('/trash', () => import('./routes/trash.tsx')),
  page('/settings', () => import('./routes/settings.tsx')),
  page('/$project/$model', () => import('./routes/model-by-name.tsx')),
];

// biome-ignore lint/suspicious/noExplicitAny: pages take no props, whatever else they export.
function page(path: string, load: () => Promise<any>) {
  return createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(load, 'Page'),
  });
}

export const router = createRouter({
  routeTree: root.addChildren(pages),
  parseSearch,
  stringifySearch: (search) => stringifySearch(search as SearchParams),
  defaultPreload: 'intent',
  defaultPendingComponent: () => (
    <div className="page">
      <Loading />
    </div>
  ),
  defaultErrorComponent: ({ error }) => (
    <div className="page">
      <Failed error={error} retry={() => window.location.reload()} />
    </div>
  ),
});
