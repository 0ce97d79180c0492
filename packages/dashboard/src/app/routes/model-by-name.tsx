import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useParams } from '@tanstack/react-router';
import { APP_PATHS } from '@trainyard/protocol/app/paths';
import { Empty, Loading } from '../../components/states.tsx';
import { request } from '../../lib/api.ts';

/** `/{project}/{model}`: the address that the Platform callback prints. */
export function Page() {
  const { project, model } = useParams({ strict: false }) as { project: string; model: string };
  const { data, error } = useQuery({
    queryKey: ['by-name', project, model],
    queryFn: ({ signal }) =>
      request<{ id: string }>(APP_PATHS.modelByName, { params: { project, model }, signal }),
  });
  if (data) return <Navigate to="/models/$id" params={{ id: data.id }} replace />;
  return (
    <div className="page">
      {error ? (
        <Empty page title="There is no such page, or you may not see it">
          <p>
            <Link to="/">To the models</Link>
          </p>
        </Empty>
      ) : (
        <Loading lines={3} />
      )}
    </div>
  );
}
