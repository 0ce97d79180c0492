import type { ModelState } from '@trainyard/protocol';

/** A model's state, in a word and a colour. */
export function StateBadge({ state, stopping }: { state: ModelState; stopping?: boolean }) {
  const word = stopping && state === 'training' ? 'stopping' : state;
  return (
    <span className={`badge ${state}`}>
      <span className="dot" aria-hidden="true" />
      {word}
    </span>
  );
}
