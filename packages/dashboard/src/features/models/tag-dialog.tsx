import { FormDialog } from '../../components/form-dialog.tsx';
import { formWords } from '../../lib/form-text.ts';

export interface TagDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onTag: (add: string[], remove: string[]) => Promise<void>;
}

/** Gives tags to several models, and takes others from them. */
export function TagDialog({ open, onClose, onTag }: TagDialogProps) {
  const tag = (form: FormData) => onTag(formWords(form, 'add'), formWords(form, 'remove'));
  return (
    <FormDialog title="Tag" open={open} onClose={onClose} onSubmit={tag} action="Apply">
      <div className="field">
        <label htmlFor="tags-add">Add (separated by commas)</label>
        <input className="input" id="tags-add" name="add" />
      </div>
      <div className="field">
        <label htmlFor="tags-remove">Remove</label>
        <input className="input" id="tags-remove" name="remove" />
      </div>
    </FormDialog>
  );
}
