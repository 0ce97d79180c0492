export interface AttemptSelectProps {
  readonly attempts: readonly number[];
  readonly shown: number;
  readonly onChange: (attempt: number) => void;
}

/** Which attempt is shown; nothing where there was only one. */
export function AttemptSelect({ attempts, shown, onChange }: AttemptSelectProps) {
  if (attempts.length < 2) return null;
  return (
    <label className="labelled">
      Attempt
      <select
        className="select"
        value={shown}
        onChange={(event) => onChange(Number(event.target.value))}
      >
        {attempts.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  );
}
