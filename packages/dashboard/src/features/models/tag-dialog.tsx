import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorText } from '../../components/error-text.tsx';

export interface TagDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onTag: (add: string[], remove: string[]) => Promise<void>;
}

/** Gives tags to several models, and takes others from them. */
export function TagDialog({ open, onClose, onTag }: TagDialogProps) {
  const [error, setError] = useState<unknown>();
  const tag = async (form: FormData) => {
    const words = (name: string) =>
      String(form.get(name))
        .split(',')
        .map((word) => word.trim())
        .filter(Boolean);
    setError(undefined);
    try {
      await onTag(words('add'), words('remove'));
      onClose();
    } catch (thrown) {
      setError(thrown);
    }
  };
  return (
    <Dialog title="Tag" open={open} onClose={onClose}>
      <form action={tag}>
        <div className="field">
          <label htmlFor="tags-add">Add (separated by commas)</label>
          <input className="input" id="tags-add" name="add" />
        </div>
        <div className="field">
          <label htmlFor="tags-remove">Remove</label>
          <input className="input" id="tags-remove" name="remove" />
        </div>
        <ErrorText error={error} />
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit">
            Apply
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
