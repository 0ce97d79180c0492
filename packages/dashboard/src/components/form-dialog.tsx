import type { ReactNode } from 'react';
import { useSubmit } from '../lib/use-submit.ts';
import { Button } from './button.tsx';
import { Dialog, type DialogProps } from './dialog.tsx';
import { ErrorText } from './error-text.tsx';

export interface FormDialogProps extends DialogProps, FormProps {}

interface FormProps {
  readonly onClose: () => void;
  /** Done, the dialog closes; whatever it throws is shown, and the dialog stays. */
  readonly onSubmit: (form: FormData) => unknown;
  /** What the button says. Default `Save`. */
  readonly action?: string;
  readonly disabled?: boolean;
  /** What else went wrong, e.g. reading what there is to choose from. */
  readonly problem?: unknown;
  readonly children: ReactNode;
}

/** A dialog that is a form: filled in and sent, or cancelled. */
export function FormDialog({ title, open, onClose, ...form }: FormDialogProps) {
  return (
    <Dialog title={title} open={open} onClose={onClose}>
      <Form onClose={onClose} {...form} />
    </Dialog>
  );
}

/** Begins anew with each opening. */
function Form({ onClose, onSubmit, action = 'Save', disabled, problem, children }: FormProps) {
  const { error, ...form } = useSubmit(async (filled) => {
    await onSubmit(filled);
    onClose();
  });
  return (
    <form {...form}>
      {children}
      <ErrorText error={error ?? problem} />
      <div className="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" type="submit" disabled={disabled ?? false}>
          {action}
        </Button>
      </div>
    </form>
  );
}
