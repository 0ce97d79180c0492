import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { StorageReply } from '@trainyard/protocol';
import { APP_PATHS } from '@trainyard/protocol/app/paths';
import { Failed, Loading } from '../../components/states.tsx';
import { request } from '../../lib/api.ts';
import { formatBytes } from '../../lib/format.ts';

/** What one's objects take on the hub's disk. */
export function Storage() {
  const { data, error, refetch } = useQuery({
    queryKey: ['storage'],
    queryFn: ({ signal }) => request<StorageReply>(APP_PATHS.storage, { signal }),
    staleTime: 0,
  });
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading lines={4} label="Loading storage" />;
  return (
    <div className="grid-2">
      <section className="card">
        <h2>Storage used</h2>
        <dl className="facts">
          <dt>Checkpoints</dt>
          <dd className="number">{inFiles(data.checkpoints)}</dd>
          <dt>Datasets</dt>
          <dd className="number">{inFiles(data.datasets)}</dd>
          <dt>In the trash</dt>
          <dd className="number">
            {formatBytes(data.trash.bytes)} <Link to="/trash">Open the trash</Link>
          </dd>
        </dl>
      </section>
      <section className="card">
        <h2>Largest models</h2>
        {data.largest.length === 0 ? (
          <p className="muted">No checkpoints yet</p>
        ) : (
          <dl className="facts">
            {data.largest.map((model) => (
              <div key={model.id} style={{ display: 'contents' }}>
                <dt className="number">{formatBytes(model.bytes)}</dt>
                <dd>
                  <Link to="/models/$id" params={{ id: model.id }}>
                    {model.name}
                  </Link>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </section>
    </div>
  );
}

function inFiles({ count, bytes }: StorageReply['datasets']): string {
  return `${formatBytes(bytes)} in ${count.toLocaleString('en')} ${count === 1 ? 'file' : 'files'}`;
}
