import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Archive, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { notify } from '../../lib/notify.ts';
import { type Described, remove } from './catalogue-queries.ts';
import { DescribeDialog } from './describe-dialog.tsx';
import { RetentionDialog } from './retention-dialog.tsx';

/** What its owner can do with a project or dataset. */
export function CatalogueActions({ object }: { object: Described }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<'describe' | 'keep' | 'trash' | null>(null);
  const { kind, id, name } = object;
  const lists = () => client.invalidateQueries({ queryKey: [`${kind}s`] });
  return (
    <>
      <Button onClick={() => setAsking('describe')}>
        <Pencil size={14} aria-hidden="true" />
        Edit and share
      </Button>
      {kind === 'project' && (
        <Button onClick={() => setAsking('keep')}>
          <Archive size={14} aria-hidden="true" />
          Keep checkpoints
        </Button>
      )}
      <Button look="danger" onClick={() => setAsking('trash')}>
        <Trash2 size={14} aria-hidden="true" />
        Trash
      </Button>
      <DescribeDialog
        object={object}
        open={asking === 'describe'}
        onClose={() => setAsking(null)}
        onSaved={lists}
      />
      {kind === 'project' && (
        <RetentionDialog projectId={id} open={asking === 'keep'} onClose={() => setAsking(null)} />
      )}
      <Confirm
        title={`Move this ${kind} to the trash?`}
        open={asking === 'trash'}
        onClose={() => setAsking(null)}
        action="Move to trash"
        onConfirm={async () => {
          await remove(kind, id, false);
          notify(`“${name}” is in the trash`);
          void navigate({ to: kind === 'project' ? '/projects' : '/datasets' });
          await lists();
        }}
      >
        <p>
          {kind === 'project'
            ? 'Its models stay where they are. It can be restored from there.'
            : 'Trainers cannot fetch it any more. It can be restored from there.'}
        </p>
      </Confirm>
    </>
  );
}
