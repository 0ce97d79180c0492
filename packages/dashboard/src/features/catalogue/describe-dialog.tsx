import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { CodeBlock } from '../../components/code-block.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorText } from '../../components/error-text.tsx';
import { VisibilityChoice } from '../../components/visibility-choice.tsx';
import { type Described, describe } from './catalogue-queries.ts';

export interface DescribeDialogProps {
  readonly object: Described;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onSaved: () => Promise<unknown>;
}

/** Changes the name of a project or dataset, what is said of it, and who sees it. */
export function DescribeDialog({ object, open, onClose, onSaved }: DescribeDialogProps) {
  const [error, setError] = useState<unknown>();
  const [visibility, setVisibility] = useState(object.visibility);
  const save = async (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? '');
    setError(undefined);
    try {
      const [name, description] = [text('name'), text('description')];
      await describe({ ...object, name, description, visibility });
      await onSaved();
      onClose();
    } catch (thrown) {
      setError(thrown);
    }
  };
  return (
    <Dialog title={`Edit the ${object.kind}`} open={open} onClose={onClose}>
      <form action={save}>
        <div className="field">
          <label htmlFor="describe-name">Name</label>
          <input
            className="input"
            id="describe-name"
            name="name"
            required
            maxLength={256}
            defaultValue={object.name}
          />
        </div>
        <div className="field">
          <label htmlFor="describe-text">Description</label>
          <textarea
            className="textarea"
            id="describe-text"
            name="description"
            rows={3}
            defaultValue={object.description}
          />
        </div>
        <VisibilityChoice value={visibility} onChange={setVisibility} />
        {visibility !== 'private' && <CodeBlock label="Link" code={window.location.href} />}
        <p className="muted small">
          {object.kind === 'project'
            ? 'Its models keep their own visibility: a visitor sees those that are public.'
            : 'Whoever sees a dataset can also download it.'}
        </p>
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
