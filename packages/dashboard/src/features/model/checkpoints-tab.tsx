import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { CheckpointReply, ModelDetail } from '@trainyard/protocol';
import { Download, Ellipsis, Flag, Star } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Menu, MenuItem } from '../../components/menu.tsx';
import { Pager } from '../../components/pager.tsx';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { formatBytes, formatNumber } from '../../lib/format.ts';
import { notify } from '../../lib/notify.ts';
import { applyCheckpoint, CHECKPOINT_ROWS, checkpointsQuery } from './model-queries.ts';

/** The weights that a model has brought, newest first. */
export function CheckpointsTab({ model }: { model: ModelDetail }) {
  const client = useQueryClient();
  const [offset, setOffset] = useState(0);
  const [chosen, setChosen] = useState<{ row: CheckpointReply; as: 'best' | 'final' }>();
  const { data, error, refetch } = useQuery(checkpointsQuery(model.id, offset));
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading lines={4} label="Loading checkpoints" />;
  if (data.total === 0) {
    return (
      <Empty title="No checkpoints yet">
        <p>Trainers upload one every 15 minutes, and the best weights at the end.</p>
      </Empty>
    );
  }
  const apply = async () => {
    await applyCheckpoint(model.id, chosen!.row.id, chosen!.as);
    await Promise.all(
      [['checkpoints', model.id], ['model', model.id], ['models']].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );
    notify(
      chosen!.as === 'best' ? 'These are the best weights now' : 'Finished from that checkpoint',
    );
  };
  return (
    <div className="stack">
      <div className="card flush table-wrap">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Epoch</th>
              <th scope="col">Kind</th>
              <th scope="col">Metric</th>
              <th scope="col">Size</th>
              <th scope="col" className="hide-narrow">
                SHA-256
              </th>
              <th scope="col" className="hide-narrow">
                Uploaded
              </th>
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((row) => (
              <tr key={row.id}>
                <td className="number">{row.epoch === null ? '–' : row.epoch + 1}</td>
                <td>
                  {row.kind}
                  {row.isBest && row.kind !== 'best' && <span className="tag"> best</span>}
                </td>
                <td className="number">{formatNumber(row.map)}</td>
                <td className="number nobreak">{formatBytes(row.size)}</td>
                <td className="mono hide-narrow" title={row.sha256}>
                  {row.sha256.slice(0, 12)}
                </td>
                <td className="small hide-narrow">
                  <TimeAgo time={row.createdAt} />
                </td>
                <td className="actions">
                  <a
                    className="button icon"
                    href={row.url}
                    download
                    aria-label={`Download ${row.kind} of epoch ${row.epoch === null ? 'unknown' : row.epoch + 1}`}
                    title="Download"
                  >
                    <Download size={15} aria-hidden="true" />
                  </a>{' '}
                  {model.mine && (
                    <Menu
                      trigger={
                        <IconButton label="What to do with it">
                          <Ellipsis size={15} aria-hidden="true" />
                        </IconButton>
                      }
                    >
                      <MenuItem onSelect={() => setChosen({ row, as: 'best' })}>
                        <Star size={15} aria-hidden="true" />
                        Promote to best
                      </MenuItem>
                      <MenuItem onSelect={() => setChosen({ row, as: 'final' })}>
                        <Flag size={15} aria-hidden="true" />
                        Finish from here
                      </MenuItem>
                    </Menu>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Pager offset={offset} limit={CHECKPOINT_ROWS} total={data.total} onChange={setOffset} />
      <p className="muted small">
        A <code>.pt</code> file is a Python pickle: loading one runs code. The hub never does; load
        only files of people you trust.
      </p>
      <Confirm
        title={
          chosen?.as === 'final' ? 'Finish from this checkpoint?' : 'Make these the best weights?'
        }
        open={chosen !== undefined}
        onClose={() => setChosen(undefined)}
        action={chosen?.as === 'final' ? 'Finish' : 'Promote'}
        onConfirm={apply}
      >
        <p>
          {chosen?.as === 'final'
            ? 'The model counts as trained, and these weights are what it hands out.'
            : 'They are what the model hands out from now on. Nothing is deleted.'}
        </p>
      </Confirm>
    </div>
  );
}
