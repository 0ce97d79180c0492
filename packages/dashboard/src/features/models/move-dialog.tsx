import { useQuery } from '@tanstack/react-query';
import { FormDialog } from '../../components/form-dialog.tsx';
import { formText } from '../../lib/form-text.ts';
import { projectNamesQuery } from './models-query.ts';

export interface MoveDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** @param projectId null takes the models out of their projects. */
  readonly onMove: (projectId: string | null) => Promise<void>;
}

/** Moves models into a project. */
export function MoveDialog({ open, onClose, onMove }: MoveDialogProps) {
  const { data, error } = useQuery({ ...projectNamesQuery, enabled: open });
  const move = (form: FormData) => onMove(formText(form, 'project') || null);
  return (
    <FormDialog
      title="Move to a project"
      open={open}
      onClose={onClose}
      onSubmit={move}
      action="Move"
      disabled={!data}
      problem={error}
    >
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
    </FormDialog>
  );
}
