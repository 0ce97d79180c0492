import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Pager } from '../../components/pager.tsx';
import { SearchBox } from '../../components/search-box.tsx';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { formatBytes } from '../../lib/format.ts';
import { datasetsQuery, LIST_ROWS } from './catalogue-queries.ts';

/** One's datasets. */
export function DatasetsList() {
  const [q, setQ] = useState('');
  const [offset, setOffset] = useState(0);
  const { data, error, refetch } = useQuery(datasetsQuery(q, offset));
  const number = (value: number | null) => (value === null ? '–' : value.toLocaleString('en'));
  return (
    <>
      <div className="filters">
        <SearchBox label="Search datasets" value={q} onChange={setQ} />
      </div>
      {error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading label="Loading datasets" />
      ) : data.total === 0 ? (
        <Empty title={q ? 'No dataset matches' : 'No datasets yet'}>
          <p>
            Upload a zip in YOLO layout with <code>trainyard datasets upload FILE</code> or with
            hub-sdk. It is checked before it is taken.
          </p>
        </Empty>
      ) : (
        <div className="card flush table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Dataset</th>
                <th scope="col">Task</th>
                <th scope="col" className="end">
                  Images
                </th>
                <th scope="col" className="end hide-narrow">
                  Classes
                </th>
                <th scope="col" className="end hide-narrow">
                  Problems
                </th>
                <th scope="col" className="end hide-narrow">
                  Models
                </th>
                <th scope="col" className="end hide-narrow">
                  Size
                </th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((row) => (
                <tr key={row.id}>
                  <td style={{ overflowWrap: 'anywhere' }}>
                    <Link to="/datasets/$id" params={{ id: row.id }}>
                      {row.name}
                    </Link>
                    {!row.ready && <span className="tag"> empty</span>}
                  </td>
                  <td>{row.task ?? '–'}</td>
                  <td className="end number">{number(row.images)}</td>
                  <td className="end number hide-narrow">{number(row.classes)}</td>
                  <td className="end number hide-narrow">{number(row.problems)}</td>
                  <td className="end number hide-narrow">{row.models}</td>
                  <td className="end number hide-narrow">
                    {row.size === null ? '–' : formatBytes(row.size)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data && <Pager offset={offset} limit={LIST_ROWS} total={data.total} onChange={setOffset} />}
    </>
  );
}
