import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { BulkModelsBody, ModelRow } from '@trainyard/protocol';
import { Download, FolderInput, GitCompareArrows, Pin, Tag, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { notify } from '../../lib/notify.ts';
import { changeModels, weightsAddress } from './models-query.ts';
import { MoveDialog } from './move-dialog.tsx';
import { TagDialog } from './tag-dialog.tsx';

export interface BulkBarProps {
  readonly selected: ReadonlyMap<string, ModelRow>;
  readonly onClear: () => void;
}

/** As in protocol's MAX_ARCHIVED; that file brings the schema library with it. */
const MOST_ARCHIVED = 300;

/** What can be done with the selected models. */
export function BulkBar({ selected, onClear }: BulkBarProps) {
  const client = useQueryClient();
  const [asking, setAsking] = useState<'trash' | 'tag' | 'move' | null>(null);
  const ids = [...selected.keys()];
  const withWeights = [...selected.values()].filter((row) => row.hasWeights).map((row) => row.id);
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
      {withWeights.length > 0 && withWeights.length <= MOST_ARCHIVED && (
        <a className="button small" href={weightsAddress(withWeights)} download>
          <Download size={14} aria-hidden="true" />
          Download{' '}
          {withWeights.length === ids.length ? 'weights' : `weights of ${withWeights.length}`}
        </a>
      )}
      <Button small onClick={() => setAsking('move')}>
        <FolderInput size={14} aria-hidden="true" />
        Move
      </Button>
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
        <p>Metrics and weights are kept there for 30 days. Trainers can go on sending.</p>
      </Confirm>
      <TagDialog
        open={asking === 'tag'}
        onClose={() => setAsking(null)}
        onTag={(add, remove) => apply({ type: 'tag', add, remove }, 'Tagged')}
      />
      <MoveDialog
        open={asking === 'move'}
        onClose={() => setAsking(null)}
        onMove={(projectId) => apply({ type: 'move', projectId }, 'Moved')}
      />
    </section>
  );
}
