import { useMe } from '../../features/account/use-me.ts';
import { FirstRun } from '../../features/first-run/first-run.tsx';
import { ModelsView } from '../../features/models/models-view.tsx';

/** `/`: all models. */
export function Page() {
  const { data: me } = useMe();
  return (
    <div className="page models-page">
      <title>Models · Trainyard</title>
      <h1>Models</h1>
      <ModelsView empty={<FirstRun origin={me?.origin ?? ''} />} />
    </div>
  );
}
