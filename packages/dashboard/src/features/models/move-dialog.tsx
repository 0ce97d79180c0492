import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorText } from '../../components/error-text.tsx';
import { projectNamesQuery } from './models-query.ts';

export interface MoveDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** @param projectId null takes the models out of their projects. */
  readonly onMove: (projectId: string | null) => Promise<void>;
}

/** Moves models into a project. */
export function MoveDialog({ open, onClose, onMove }: MoveDialogProps) {
  const [error, setError] = useState<unknown>();
  const { data, error: unread } = useQuery({ ...projectNamesQuery, enabled: open });
  const move = async (form: FormData) => {
    setError(undefined);
    try {
      await onMove(String(form.get('project')) || null);
      onClose();
    } catch (thrown) {
      setError(thrown);
    }
  };
  return (
    <Dialog title="Move to a project" open={open} onClose={onClose}>
      <form action={move}>
        <div className="field">
          <label htmlFor="move-project">Project</label>
          <select className="select wide" id="move-project" name="project">
            {data?.items.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            <option value="">No project</option>
          </select>
        </div>
        <ErrorText error={error ?? unread} />
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={!data}>
            Move
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
