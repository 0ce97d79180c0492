import { Button } from './button.tsx';

export interface PagerProps {
  readonly offset: number;
  readonly limit: number;
  readonly total: number;
  readonly onChange: (offset: number) => void;
}

/** The pages of a list; nothing when there is only one. */
export function Pager({ offset, limit, total, onChange }: PagerProps) {
  if (total <= limit) return null;
  return (
    <nav className="row" aria-label="Pages">
      <Button small disabled={offset === 0} onClick={() => onChange(Math.max(0, offset - limit))}>
        Previous
      </Button>
      <span className="muted small number">
        {offset + 1}–{Math.min(offset + limit, total)} of {total.toLocaleString('en')}
      </span>
      <Button small disabled={offset + limit >= total} onClick={() => onChange(offset + limit)}>
        Next
      </Button>
    </nav>
  );
}
