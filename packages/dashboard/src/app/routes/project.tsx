import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { projectQuery } from '../../features/catalogue/catalogue-queries.ts';
import { ModelsView } from '../../features/models/models-view.tsx';

/** `/projects/{id}`: its models. */
export function Page() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { data, error } = useQuery(projectQuery(id));
  return (
    <div className="page models-page">
      {data && <title>{`${data.name} · Trainyard`}</title>}
      {data ? (
        <>
          <div>
            <h1>{data.name}</h1>
            {data.description && <p className="muted">{data.description}</p>}
          </div>
          <ModelsView
            fixed={{ project: id }}
            empty={
              <Empty title="No models in this project yet">
                <p>Trainers put theirs here when they send its name.</p>
              </Empty>
            }
          />
        </>
      ) : error ? (
        <Failed error={error} />
      ) : (
        <Loading />
      )}
    </div>
  );
}
