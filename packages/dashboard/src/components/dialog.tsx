import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './button.tsx';

export interface DialogProps {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A modal dialog: the browser's own, which keeps the focus and closes on Escape. */
export function Dialog({ title, open, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    if (open && dialog && !dialog.open) {
      dialog.showModal();
      // A form is there to be filled in; otherwise the browser's own choice, the close button.
      dialog.querySelector<HTMLElement>('form input, form select, form textarea')?.focus();
    }
    if (!open) dialog?.close();
  }, [open]);
  if (!open) return null;
  return (
    <dialog ref={element} aria-labelledby={id} onClose={onClose}>
      <div className="stack">
        <div className="row">
          <h2 id={id} className="grow">
            {title}
          </h2>
          <IconButton label="Close" look="plain" onClick={onClose}>
            <X size={16} aria-hidden="true" />
          </IconButton>
        </div>
        {children}
      </div>
    </dialog>
  );
}
