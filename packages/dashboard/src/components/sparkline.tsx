const WIDTH = 84;
const HEIGHT = 24;

/** A metric's course, without axes: a shape to recognise, not to read from. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  const finite = values.filter((value) => value !== null);
  if (finite.length < 2) return null;
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low || 1;
  const path = values
    .map((value, index) => {
      if (value === null) return '';
      const x = 1 + (index / (values.length - 1)) * (WIDTH - 2);
      const y = HEIGHT - 2 - ((value - low) / span) * (HEIGHT - 4);
      return `${index === 0 || values[index - 1] === null ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
  return (
    <svg className="spark" width={WIDTH} height={HEIGHT} aria-hidden="true">
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  );
}
