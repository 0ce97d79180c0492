import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ModelDetail } from '@trainyard/protocol';
import {
  Ellipsis,
  Pencil,
  Pin,
  RotateCcw,
  Share2,
  SlidersHorizontal,
  Square,
  Trash2,
} from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Menu, MenuItem, MenuLine } from '../../components/menu.tsx';
import { notify } from '../../lib/notify.ts';
import { ArgumentsDialog } from './arguments-dialog.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { editModel, resetModel, stopModel, trashModel } from './model-queries.ts';
import { ShareDialog } from './share-dialog.tsx';

type Asking = 'stop' | 'arguments' | 'edit' | 'share' | 'reset' | 'trash' | null;

/** What its owner can do with a model. */
export function ModelActions({ model, origin }: { model: ModelDetail; origin: string }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<Asking>(null);
  const close = () => setAsking(null);
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['model', model.id] }),
      client.invalidateQueries({ queryKey: ['models'] }),
    ]);
  const stoppable = model.state === 'training' && model.stopRequestedAt === null;
  const pin = async () => {
    await editModel(model.id, { pinned: !model.pinned });
    await refresh();
  };
  return (
    <div className="actions">
      {stoppable && (
        <Button onClick={() => setAsking('stop')}>
          <Square size={13} aria-hidden="true" />
          Stop
        </Button>
      )}
      <Button onClick={() => setAsking('share')}>
        <Share2 size={14} aria-hidden="true" />
        Share
      </Button>
      <Menu
        trigger={
          <IconButton label="More actions">
            <Ellipsis size={16} aria-hidden="true" />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => setAsking('edit')}>
          <Pencil size={15} aria-hidden="true" />
          Edit name, tags, notes
        </MenuItem>
        {model.state === 'new' && (
          <MenuItem onSelect={() => setAsking('arguments')}>
            <SlidersHorizontal size={15} aria-hidden="true" />
            Edit arguments
          </MenuItem>
        )}
        <MenuItem onSelect={() => void pin()}>
          <Pin size={15} aria-hidden="true" />
          {model.pinned ? 'Unpin' : 'Pin'}
        </MenuItem>
        <MenuLine />
        <MenuItem onSelect={() => setAsking('reset')}>
          <RotateCcw size={15} aria-hidden="true" />
          Reset
        </MenuItem>
        <MenuItem danger onSelect={() => setAsking('trash')}>
          <Trash2 size={15} aria-hidden="true" />
          Move to trash
        </MenuItem>
      </Menu>
      <EditDialog model={model} open={asking === 'edit'} onClose={close} onSaved={refresh} />
      <ArgumentsDialog model={model} open={asking === 'arguments'} onClose={close} />
      <ShareDialog
        model={model}
        origin={origin}
        open={asking === 'share'}
        onClose={close}
        onSaved={refresh}
      />
      <Confirm
        title="Stop this training?"
        open={asking === 'stop'}
        onClose={close}
        action="Stop training"
        onConfirm={() => stopModel(model.id).then(refresh)}
      >
        <p>
          The trainer is told when it next reports, usually at the end of an epoch, and uploads what
          it has. Trainers of ultralytics up to 8.4.114 cannot be told: stop those where they run.
        </p>
      </Confirm>
      <Confirm
        title="Reset this model?"
        open={asking === 'reset'}
        onClose={close}
        action="Delete its metrics and weights"
        onConfirm={() => resetModel(model.id).then(refresh)}
      >
        <p>
          All its metrics, checkpoints and console output are deleted for good. Its name and
          arguments stay, so that it can be trained again.
        </p>
      </Confirm>
      <Confirm
        title="Move this model to the trash?"
        open={asking === 'trash'}
        onClose={close}
        action="Move to trash"
        onConfirm={async () => {
          await trashModel(model.id);
          notify(`“${model.name}” is in the trash`);
          await client.invalidateQueries({ queryKey: ['models'] });
          void navigate({ to: '/' });
        }}
      >
        <p>It can be restored from there for 30 days, with everything it has.</p>
      </Confirm>
    </div>
  );
}
