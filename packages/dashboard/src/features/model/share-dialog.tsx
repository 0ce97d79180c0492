import type { ModelDetail, Visibility } from '@trainyard/protocol';
import { useState } from 'react';
import { CodeBlock } from '../../components/code-block.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorText } from '../../components/error-text.tsx';
import { editModel } from './model-queries.ts';

const CHOICES: readonly (readonly [Visibility, string, string])[] = [
  ['private', 'Private', 'Only you.'],
  ['unlisted', 'By link', 'Whoever has the link, without an account. It is listed nowhere.'],
  ['public', 'Public', 'Everybody who reaches this hub; it is listed.'],
];

export interface ShareDialogProps {
  readonly model: ModelDetail;
  readonly origin: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onSaved: () => Promise<unknown>;
}

/** Who sees a model, and its link. */
export function ShareDialog({ model, origin, open, onClose, onSaved }: ShareDialogProps) {
  const [error, setError] = useState<unknown>();
  const choose = async (visibility: Visibility) => {
    try {
      await editModel(model.id, { visibility });
      await onSaved();
    } catch (thrown) {
      setError(thrown);
    }
  };
  return (
    <Dialog title="Who may see this model" open={open} onClose={onClose}>
      <fieldset className="stack" style={{ border: 0, padding: 0, margin: 0 }}>
        <legend className="visually-hidden">Visibility</legend>
        {CHOICES.map(([value, name, what]) => (
          <label
            key={value}
            className="row"
            style={{ flexWrap: 'nowrap', alignItems: 'flex-start' }}
          >
            <input
              type="radio"
              name="visibility"
              checked={model.visibility === value}
              onChange={() => void choose(value)}
            />
            <span>
              <strong>{name}</strong>
              <br />
              <span className="muted small">{what}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {model.visibility !== 'private' && (
        <CodeBlock label="Link" code={`${origin}/models/${model.id}`} />
      )}
      <p className="muted small">
        Whoever sees a model can also download its weights. Its dataset is not shared with it.
      </p>
      <ErrorText error={error} />
    </Dialog>
  );
}
