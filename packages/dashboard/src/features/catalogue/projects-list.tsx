import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { Pager } from '../../components/pager.tsx';
import { SearchBox } from '../../components/search-box.tsx';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { formText } from '../../lib/form-text.ts';
import { createProject, LIST_ROWS, projectsQuery } from './catalogue-queries.ts';

/** One's projects. */
export function ProjectsList() {
  const [q, setQ] = useState('');
  const [offset, setOffset] = useState(0);
  const [making, setMaking] = useState(false);
  const { data, error, refetch } = useQuery(projectsQuery(q, offset));
  return (
    <>
      <div className="filters">
        <SearchBox label="Search projects" value={q} onChange={setQ} />
        <Button look="primary" onClick={() => setMaking(true)}>
          New project
        </Button>
      </div>
      {error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading label="Loading projects" />
      ) : data.total === 0 ? (
        <Empty title={q ? 'No project matches' : 'No projects yet'}>
          <p>A project is a folder of models. Trainers make one by the name that they send.</p>
        </Empty>
      ) : (
        <div className="card flush table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Project</th>
                <th scope="col" className="end">
                  Models
                </th>
                <th scope="col" className="end">
                  Training
                </th>
                <th scope="col" className="hide-narrow">
                  Created
                </th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((row) => (
                <tr key={row.id}>
                  <td style={{ overflowWrap: 'anywhere' }}>
                    <Link to="/projects/$id" params={{ id: row.id }}>
                      {row.name}
                    </Link>
                    {row.visibility !== 'private' && <span className="tag"> {row.visibility}</span>}
                  </td>
                  <td className="end number">{row.models}</td>
                  <td className="end number">{row.training || '–'}</td>
                  <td className="small hide-narrow">
                    <TimeAgo time={row.createdAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data && <Pager offset={offset} limit={LIST_ROWS} total={data.total} onChange={setOffset} />}
      <NewProject open={making} onClose={() => setMaking(false)} />
    </>
  );
}

function NewProject({ open, onClose }: { open: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const make = async (form: FormData) => {
    await createProject(formText(form, 'name'));
    await client.invalidateQueries({ queryKey: ['projects'] });
  };
  return (
    <FormDialog title="New project" open={open} onClose={onClose} onSubmit={make} action="Make it">
      <div className="field">
        <label htmlFor="project-name">Name</label>
        <input className="input" id="project-name" name="name" required maxLength={256} />
      </div>
    </FormDialog>
  );
}
