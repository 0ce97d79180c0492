import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';

export interface EmptyProps {
  readonly title: string;
  /** Whether it is all that the page has, so that its title is the page's. */
  readonly page?: boolean;
  readonly children?: ReactNode;
}

/** Nothing here yet, and what to do about it. */
export function Empty({ title, page = false, children }: EmptyProps) {
  return (
    <div className="empty">
      {page ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children}
    </div>
  );
}

/** Something could not be loaded. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <div className="notice bad" role="alert">
      <CircleAlert size={18} aria-hidden="true" />
      <div>
        <strong>{error instanceof Error ? error.message : 'That did not work.'}</strong>
        {retry && (
          <div>
            <Button small onClick={retry}>
              Try again
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

/** Lines where text will be, so that nothing jumps when it comes. */
export function Loading({ lines = 4, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <div className="stack" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
        <div key={index} className="skeleton" aria-hidden="true">
          &nbsp;
        </div>
      ))}
    </div>
  );
}
