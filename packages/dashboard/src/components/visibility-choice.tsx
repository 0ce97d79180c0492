import type { Visibility } from '@trainyard/protocol';

const CHOICES: readonly (readonly [Visibility, string, string])[] = [
  ['private', 'Private', 'Only you.'],
  ['unlisted', 'By link', 'Whoever has the link, without an account. It is listed nowhere.'],
  ['public', 'Public', 'Everybody who reaches this hub; it is listed.'],
];

export interface VisibilityChoiceProps {
  readonly value: Visibility;
  readonly onChange: (value: Visibility) => void;
}

/** Who may see something. */
export function VisibilityChoice({ value, onChange }: VisibilityChoiceProps) {
  return (
    <fieldset className="stack bare">
      <legend className="visually-hidden">Visibility</legend>
      {CHOICES.map(([choice, name, what]) => (
        <label key={choice} className="choice">
          <input
            type="radio"
            name="visibility"
            checked={value === choice}
            onChange={() => onChange(choice)}
          />
          <span>
            <strong>{name}</strong>
            <br />
            <span className="muted small">{what}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
