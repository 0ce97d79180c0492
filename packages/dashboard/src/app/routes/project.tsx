import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { CatalogueActions } from '../../features/catalogue/catalogue-actions.tsx';
import { projectQuery } from '../../features/catalogue/catalogue-queries.ts';
import { ModelsView } from '../../features/models/models-view.tsx';

/** `/projects/{id}`: its models. */
export function Page() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { data, error, refetch } = useQuery(projectQuery(id));
  return (
    <div className="page models-page">
      {data && <title>{`${data.name} · Trainyard`}</title>}
      {data ? (
        <>
          <div className="page-head">
            <div className="grow">
              <h1>{data.name}</h1>
              <p className="meta small">
                <span>
                  {data.models.toLocaleString('en')} {data.models === 1 ? 'model' : 'models'}
                </span>
                {data.training > 0 && <span>{data.training} training</span>}
                {data.visibility !== 'private' && <span className="tag">{data.visibility}</span>}
              </p>
              {data.description && <p className="muted">{data.description}</p>}
            </div>
            {data.mine && (
              <div className="actions">
                <CatalogueActions object={{ kind: 'project', ...data }} />
              </div>
            )}
          </div>
          <ModelsView
            fixed={{ project: id, ...(!data.mine && { public: 'true' }) }}
            empty={
              <Empty title="No models in this project yet">
                <p>Trainers put theirs here when they send its name.</p>
              </Empty>
            }
          />
        </>
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </div>
  );
}
