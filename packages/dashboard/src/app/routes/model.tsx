import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useParams } from '@tanstack/react-router';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { useMe } from '../../features/account/use-me.ts';
import { ChartsTab } from '../../features/model/charts-tab.tsx';
import { CheckpointsTab } from '../../features/model/checkpoints-tab.tsx';
import { ConsoleTab } from '../../features/model/console-tab.tsx';
import { CurvesTab, hasCurves } from '../../features/model/curves-tab.tsx';
import { ModelHead } from '../../features/model/model-head.tsx';
import { modelQuery } from '../../features/model/model-queries.ts';
import { NextStep } from '../../features/model/next-step.tsx';
import { OverviewTab } from '../../features/model/overview-tab.tsx';
import { SystemTab } from '../../features/model/system-tab.tsx';
import { ApiError } from '../../lib/api.ts';
import { useSearchParams } from '../../lib/use-search.ts';

const TABS = [
  ['charts', 'Charts', ChartsTab],
  ['overview', 'Overview', OverviewTab],
  ['checkpoints', 'Checkpoints', CheckpointsTab],
  ['console', 'Console', ConsoleTab],
  ['system', 'System', SystemTab],
  ['curves', 'Curves', CurvesTab],
] as const;

/** `/models/{id}`: everything about one model. */
export function Page() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { data: me } = useMe();
  const { one } = useSearchParams();
  const { data: model, error, refetch } = useQuery(modelQuery(id));
  if (!model) {
    return (
      <div className="page">
        {error instanceof ApiError && error.status === 404 ? (
          <Empty page title="There is no such model, or you may not see it">
            <p>
              If somebody gave you this link, ask them to share the model.{' '}
              <Link to="/">To the models</Link>
            </p>
          </Empty>
        ) : error ? (
          <Failed error={error} retry={() => void refetch()} />
        ) : (
          <Loading lines={8} label="Loading the model" />
        )}
      </div>
    );
  }
  // A model answers to the ids that it has taken over; it has one address.
  if (model.id !== id) {
    return <Navigate to="/models/$id" params={{ id: model.id }} search replace />;
  }
  const origin = me?.origin ?? window.location.origin;
  const tabs = TABS.filter(([name]) => name !== 'curves' || hasCurves(model));
  const [tab, , Tab] = tabs.find(([name]) => name === one('tab')) ?? TABS[0];
  return (
    <div className="page">
      <title>{`${model.name} · Trainyard`}</title>
      <ModelHead model={model} origin={origin} />
      <Tabs label="About this model" open={tab}>
        {tabs.map(([name, label]) => (
          <Link
            key={name}
            className="tab"
            to="/models/$id"
            params={{ id }}
            search={name === 'charts' ? {} : { tab: name }}
            replace
            activeOptions={{ exact: true, includeSearch: true }}
          >
            {label}
          </Link>
        ))}
      </Tabs>
      {(tab === 'charts' || tab === 'overview') && <NextStep model={model} origin={origin} />}
      <Tab key={tab} model={model} />
    </div>
  );
}
