import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { BulkModelsBody, ModelRow } from '@trainyard/protocol';
import { GitCompareArrows, Pin, Tag, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { notify } from '../../lib/notify.ts';
import { changeModels } from './models-query.ts';

export interface BulkBarProps {
  readonly selected: ReadonlyMap<string, ModelRow>;
  readonly onClear: () => void;
}

/** What can be done with the selected models. */
export function BulkBar({ selected, onClear }: BulkBarProps) {
  const client = useQueryClient();
  const [asking, setAsking] = useState<'trash' | 'tag' | null>(null);
  const ids = [...selected.keys()];
  const pinned = [...selected.values()].every((row) => row.pinned);
  const apply = async (action: BulkModelsBody['action'], said: string) => {
    const { changed } = await changeModels(ids, action);
    await client.invalidateQueries({ queryKey: ['models'] });
    notify(`${said}: ${changed}`);
    onClear();
  };
  if (ids.length === 0) return null;
  return (
    <section className="bulk" aria-label="Selected models">
      <strong className="number">{ids.length} selected</strong>
      <Link className="button small" to="/compare" search={{ model: ids }}>
        <GitCompareArrows size={14} aria-hidden="true" />
        Compare
      </Link>
      <Button small onClick={() => setAsking('tag')}>
        <Tag size={14} aria-hidden="true" />
        Tag
      </Button>
      <Button small onClick={() => void apply({ type: 'pin', pinned: !pinned }, 'Changed')}>
        <Pin size={14} aria-hidden="true" />
        {pinned ? 'Unpin' : 'Pin'}
      </Button>
      <Button small look="danger" onClick={() => setAsking('trash')}>
        <Trash2 size={14} aria-hidden="true" />
        Trash
      </Button>
      <IconButton label="Clear the selection" look="plain" small onClick={onClear}>
        <X size={15} aria-hidden="true" />
      </IconButton>
      <Confirm
        title={`Move ${ids.length} ${ids.length === 1 ? 'model' : 'models'} to the trash?`}
        open={asking === 'trash'}
        onClose={() => setAsking(null)}
        action="Move to trash"
        onConfirm={() => apply({ type: 'trash' }, 'Moved to the trash')}
      >
        <p>Metrics and weights are kept until you delete them there. Trainers can go on sending.</p>
      </Confirm>
      <Dialog title="Tag" open={asking === 'tag'} onClose={() => setAsking(null)}>
        <form
          action={async (form) => {
            const words = (name: string) =>
              String(form.get(name))
                .split(',')
                .map((word) => word.trim())
                .filter(Boolean);
            await apply({ type: 'tag', add: words('add'), remove: words('remove') }, 'Tagged');
            setAsking(null);
          }}
        >
          <div className="field">
            <label htmlFor="tags-add">Add (separated by commas)</label>
            <input className="input" id="tags-add" name="add" />
          </div>
          <div className="field">
            <label htmlFor="tags-remove">Remove</label>
            <input className="input" id="tags-remove" name="remove" />
          </div>
          <div className="dialog-actions">
            <Button look="primary" type="submit">
              Apply
            </Button>
          </div>
        </form>
      </Dialog>
    </section>
  );
}
