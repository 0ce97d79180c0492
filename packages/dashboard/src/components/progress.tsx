import type { ModelState } from '@trainyard/protocol';

interface Progressing {
  readonly state: ModelState;
  readonly epochsDone: number;
  readonly epochs: number | null;
}

/** Epochs done, of those asked for. */
export function Progress({ state, epochsDone, epochs }: Progressing) {
  const part = epochs ? Math.min(1, epochsDone / epochs) : state === 'trained' ? 1 : 0;
  return (
    <div
      className={`progress ${state}`}
      role="progressbar"
      aria-label="Epochs"
      aria-valuemin={0}
      aria-valuemax={epochs ?? epochsDone}
      aria-valuenow={Math.min(epochsDone, epochs ?? epochsDone)}
      aria-valuetext={`${epochsDone} of ${epochs ?? 'unknown'} epochs`}
    >
      <div style={{ width: `${part * 100}%` }} />
    </div>
  );
}
