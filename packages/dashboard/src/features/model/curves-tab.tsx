import type { ModelDetail } from '@trainyard/protocol';
import { LineChart } from '../../components/chart/line-chart.tsx';
import { lineColor } from '../../components/chart/palette.ts';
import { useTheme } from '../../lib/theme.ts';
import { ConfusionMatrix } from './confusion-matrix.tsx';
import { ImageResults } from './image-results.tsx';
import { readExtremes } from './read-extremes.ts';
import { readPlots } from './read-plots.ts';

const TITLES: Readonly<Record<string, string>> = {
  pr_curve: 'Precision over recall',
  f1_curve: 'F1 over confidence',
  precision_curve: 'Precision over confidence',
  recall_curve: 'Recall over confidence',
};

/** Whether the trainer sent anything for this tab. */
export function hasCurves(model: ModelDetail): boolean {
  const { curves, matrix } = readPlots(model.records);
  return curves.length > 0 || matrix !== undefined || readExtremes(model.records) !== undefined;
}

/** Curves, confusion matrix and the worst and best images, from the numbers that the trainer sent. */
export function CurvesTab({ model }: { model: ModelDetail }) {
  const { dark } = useTheme();
  const { curves, matrix, classNames } = readPlots(model.records);
  const extremes = readExtremes(model.records);
  return (
    <div className="stack">
      <h2 className="visually-hidden">Curves</h2>
      <div className="charts">
        {curves.map(({ type, x, rows }) => (
          <figure className="chart-card" key={type}>
            <figcaption className="chart-head">
              <h3>{TITLES[type] ?? type}</h3>
            </figcaption>
            <LineChart
              label={TITLES[type] ?? type}
              axis="value"
              yRange={[0, 1]}
              lines={rows.map((y, index) => ({
                key: String(index),
                label: rows.length === classNames.length ? classNames[index]! : `row ${index + 1}`,
                color: lineColor(index, dark),
                dashed: false,
                x,
                y,
              }))}
            />
            {rows.length === classNames.length && (
              <div className="legend">
                {classNames.map((name, index) => (
                  <span key={name}>
                    <i className="swatch" style={{ background: lineColor(index, dark) }} />
                    {name}
                  </span>
                ))}
              </div>
            )}
          </figure>
        ))}
      </div>
      {matrix && <ConfusionMatrix matrix={matrix} names={classNames} />}
      {extremes && (
        <>
          <ImageResults title="Worst images of the validation" images={extremes.worst} />
          <ImageResults title="Best images of the validation" images={extremes.best} />
        </>
      )}
    </div>
  );
}
