import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { TrashRow } from '@trainyard/protocol';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Pager } from '../../components/pager.tsx';
import { SearchBox } from '../../components/search-box.tsx';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { notify } from '../../lib/notify.ts';
import { LIST_ROWS, remove, restore, trashQuery } from './catalogue-queries.ts';

/** What was thrown away: back again, or gone for good. */
export function TrashList() {
  const client = useQueryClient();
  const [q, setQ] = useState('');
  const [offset, setOffset] = useState(0);
  const [deleting, setDeleting] = useState<TrashRow>();
  const { data, error, refetch } = useQuery(trashQuery(q, offset));
  const bringBack = async (row: TrashRow) => {
    await restore(row);
    notify(`“${row.name}” is back`);
    await client.invalidateQueries();
  };
  return (
    <>
      <div className="filters">
        <SearchBox label="Search the trash" value={q} onChange={setQ} />
      </div>
      {error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading label="Loading the trash" />
      ) : data.total === 0 ? (
        <Empty title={q ? 'Nothing matches' : 'The trash is empty'}>
          <p>
            Models, projects and datasets that you throw away stay here for 30 days; then they are
            deleted for good.
          </p>
        </Empty>
      ) : (
        <div className="card flush table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col" className="hide-narrow">
                  Kind
                </th>
                <th scope="col" className="hide-narrow">
                  Thrown away
                </th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((row) => (
                <tr key={row.id}>
                  <td style={{ overflowWrap: 'anywhere' }}>{row.name}</td>
                  <td className="hide-narrow">{row.kind}</td>
                  <td className="small hide-narrow">
                    <TimeAgo time={row.deletedAt} />
                  </td>
                  <td className="actions">
                    <Button
                      small
                      onClick={() => void bringBack(row)}
                      aria-label={`Restore ${row.name}`}
                    >
                      Restore
                    </Button>{' '}
                    <Button
                      small
                      look="danger"
                      onClick={() => setDeleting(row)}
                      aria-label={`Delete ${row.name} for good`}
                    >
                      Delete
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data && <Pager offset={offset} limit={LIST_ROWS} total={data.total} onChange={setOffset} />}
      <Confirm
        title={`Delete “${deleting?.name ?? ''}” for good?`}
        open={deleting !== undefined}
        onClose={() => setDeleting(undefined)}
        action="Delete for good"
        onConfirm={async () => {
          await remove(deleting!.kind, deleting!.id, true);
          await client.invalidateQueries({ queryKey: ['trash'] });
        }}
      >
        <p>Its metrics and files are gone then. Nobody can bring them back.</p>
      </Confirm>
    </>
  );
}
