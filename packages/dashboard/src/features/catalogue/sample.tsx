import type { SampleReply } from '@trainyard/protocol';
import { lineColor } from '../../components/chart/palette.ts';
import { labelShapes } from './label-shapes.ts';

/** An example image with its labels drawn over it. */
export function Sample({ sample, names }: { sample: SampleReply; names: readonly string[] }) {
  const width = sample.width ?? 4;
  const height = sample.height ?? 3;
  const said = sample.labels.map(([label]) => names[label ?? 0] ?? String(label));
  const what = said.length === 0 ? 'no objects' : [...new Set(said)].join(', ');
  return (
    <figure>
      <div className="sample">
        <img src={sample.url} alt={`${sample.file}: ${what}`} loading="lazy" />
        <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {labelShapes(sample).map(({ label, points }, index) => (
            <polygon
              // biome-ignore lint/suspicious/noArrayIndexKey: labels have no names of their own.
              key={index}
              points={points.map(([x, y]) => `${x * width},${y * height}`).join(' ')}
              fill={lineColor(label, true)}
              fillOpacity={0.12}
              stroke={lineColor(label, true)}
              strokeWidth={2}
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </svg>
      </div>
      <figcaption className="small muted ellipsis" title={sample.file}>
        {what}
      </figcaption>
    </figure>
  );
}
