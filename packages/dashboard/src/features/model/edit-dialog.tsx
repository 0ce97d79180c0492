import type { ModelDetail } from '@trainyard/protocol';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorText } from '../../components/error-text.tsx';
import { editModel } from './model-queries.ts';

export interface EditDialogProps {
  readonly model: ModelDetail;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onSaved: () => Promise<unknown>;
}

/** Changes a model's name, tags, description and notes. */
export function EditDialog({ model, open, onClose, onSaved }: EditDialogProps) {
  const [error, setError] = useState<unknown>();
  const save = async (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? '');
    setError(undefined);
    try {
      await editModel(model.id, {
        name: text('name'),
        description: text('description'),
        notes: text('notes'),
        tags: text('tags')
          .split(',')
          .map((tag) => tag.trim())
          .filter(Boolean),
      });
      await onSaved();
      onClose();
    } catch (thrown) {
      setError(thrown);
    }
  };
  return (
    <Dialog title="Edit" open={open} onClose={onClose}>
      <form action={save}>
        <div className="field">
          <label htmlFor="edit-name">Name</label>
          <input
            className="input"
            id="edit-name"
            name="name"
            required
            maxLength={256}
            defaultValue={model.name}
          />
        </div>
        <div className="field">
          <label htmlFor="edit-tags">Tags (separated by commas)</label>
          <input
            className="input"
            id="edit-tags"
            name="tags"
            defaultValue={model.tags.join(', ')}
          />
        </div>
        <div className="field">
          <label htmlFor="edit-description">Description</label>
          <input
            className="input"
            id="edit-description"
            name="description"
            defaultValue={model.description}
          />
        </div>
        <div className="field">
          <label htmlFor="edit-notes">Notes</label>
          <textarea
            className="textarea"
            id="edit-notes"
            name="notes"
            rows={5}
            defaultValue={model.notes}
          />
        </div>
        <ErrorText error={error} />
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit">
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
