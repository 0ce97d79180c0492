import { useState } from 'react';
import { CodeBlock } from '../../components/code-block.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { VisibilityChoice } from '../../components/visibility-choice.tsx';
import { formText } from '../../lib/form-text.ts';
import { type Described, describe } from './catalogue-queries.ts';

export interface DescribeDialogProps {
  readonly object: Described;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onSaved: () => Promise<unknown>;
}

/** Changes the name of a project or dataset, what is said of it, and who sees it. */
export function DescribeDialog({ object, open, onClose, onSaved }: DescribeDialogProps) {
  const [visibility, setVisibility] = useState(object.visibility);
  const save = async (form: FormData) => {
    const [name, description] = [formText(form, 'name'), formText(form, 'description')];
    await describe({ ...object, name, description, visibility });
    await onSaved();
  };
  return (
    <FormDialog title={`Edit the ${object.kind}`} open={open} onClose={onClose} onSubmit={save}>
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
    </FormDialog>
  );
}
