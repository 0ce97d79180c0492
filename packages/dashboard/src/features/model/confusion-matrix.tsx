import { ScrollArea } from '../../components/scroll-area.tsx';

/** Classes that are shown; a larger matrix cannot be read. */
const MOST = 40;

/** Share of the accent in the darkest cell, in percent: above it the figures are hard to read. */
const DEEPEST = 44;

/** Which class was taken for which: rows are what was predicted, columns what it was. */
export function ConfusionMatrix({
  matrix,
  names,
}: {
  matrix: readonly (readonly number[])[];
  names: readonly string[];
}) {
  const shown = matrix.slice(0, MOST);
  const sums = shown[0]!.map((_, column) =>
    matrix.reduce((sum, row) => sum + (row[column] ?? 0), 0),
  );
  const name = (index: number) =>
    names[index] ?? (index === matrix.length - 1 ? 'background' : String(index));
  return (
    <section className="card">
      <h2>Confusion matrix</h2>
      <ScrollArea className="table-wrap" label="Confusion matrix">
        <table className="matrix">
          <thead>
            <tr>
              <th scope="col" className="muted">
                predicted ↓ true →
              </th>
              {shown.map((_, index) => (
                <th scope="col" key={name(index)}>
                  {name(index)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              <tr key={name(index)}>
                <th scope="row">{name(index)}</th>
                {row.slice(0, MOST).map((count, column) => {
                  const share = sums[column] ? count / sums[column] : 0;
                  return (
                    <td
                      // biome-ignore lint/suspicious/noArrayIndexKey: a matrix's columns are its order.
                      key={column}
                      title={`${name(column)} taken for ${name(index)}: ${count}`}
                      style={{
                        background: `color-mix(in srgb, var(--accent) ${Math.round(share * DEEPEST)}%, transparent)`,
                      }}
                    >
                      {count > 0 ? count : ''}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </section>
  );
}
