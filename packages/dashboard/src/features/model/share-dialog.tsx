import type { ModelDetail, Visibility } from '@trainyard/protocol';
import { useState } from 'react';
import { CodeBlock } from '../../components/code-block.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorText } from '../../components/error-text.tsx';
import { VisibilityChoice } from '../../components/visibility-choice.tsx';
import { editModel } from './model-queries.ts';

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
      <VisibilityChoice
        value={model.visibility}
        onChange={(visibility) => void choose(visibility)}
      />
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
