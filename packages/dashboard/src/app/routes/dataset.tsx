import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { CatalogueActions } from '../../features/catalogue/catalogue-actions.tsx';
import { datasetQuery } from '../../features/catalogue/catalogue-queries.ts';
import { DatasetView } from '../../features/catalogue/dataset-view.tsx';
import { ModelsView } from '../../features/models/models-view.tsx';
import { formatBytes } from '../../lib/format.ts';

/** `/datasets/{id}` */
export function Page() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { data, error, refetch } = useQuery(datasetQuery(id));
  if (error) {
    return (
      <div className="page">
        <Failed error={error} retry={() => void refetch()} />
      </div>
    );
  }
  if (!data) {
    return (
      <div className="page">
        <Loading label="Loading the dataset" />
      </div>
    );
  }
  return (
    <div className="page">
      <title>{`${data.name} · Trainyard`}</title>
      <div className="page-head">
        <div className="grow">
          <h1>{data.name}</h1>
          <p className="meta small">
            <span>{data.task ?? 'no task yet'}</span>
            {data.images !== null && <span>{data.images.toLocaleString('en')} images</span>}
            {data.size !== null && <span>{formatBytes(data.size)}</span>}
            {data.visibility !== 'private' && <span className="tag">{data.visibility}</span>}
          </p>
          {data.description && <p className="muted">{data.description}</p>}
        </div>
        <div className="actions">
          {data.url && (
            <a className="button" href={data.url} download>
              <Download size={15} aria-hidden="true" />
              Download
            </a>
          )}
          {data.mine && <CatalogueActions object={{ kind: 'dataset', ...data }} />}
        </div>
      </div>
      {data.ready ? (
        <DatasetView dataset={data} />
      ) : (
        <Empty title="Nothing has been uploaded yet">
          <p>
            Upload a zip in YOLO layout with <code>trainyard datasets upload</code> or hub-sdk.
          </p>
        </Empty>
      )}
      {data.mine && data.models > 0 && (
        <section className="stack" aria-label="Models trained on it">
          <h2>Models trained on it</h2>
          <ModelsView fixed={{ dataset: id }} empty={null} />
        </section>
      )}
    </div>
  );
}
