import type { ModelDetail } from '@trainyard/protocol';
import { FormDialog } from '../../components/form-dialog.tsx';
import { formText, formWords } from '../../lib/form-text.ts';
import { editModel } from './model-queries.ts';

export interface EditDialogProps {
  readonly model: ModelDetail;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onSaved: () => Promise<unknown>;
}

/** Changes a model's name, tags, description and notes. */
export function EditDialog({ model, open, onClose, onSaved }: EditDialogProps) {
  const save = async (form: FormData) => {
    await editModel(model.id, {
      name: formText(form, 'name'),
      description: formText(form, 'description'),
      notes: formText(form, 'notes'),
      tags: formWords(form, 'tags'),
    });
    await onSaved();
  };
  return (
    <FormDialog title="Edit" open={open} onClose={onClose} onSubmit={save}>
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
        <input className="input" id="edit-tags" name="tags" defaultValue={model.tags.join(', ')} />
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
    </FormDialog>
  );
}
