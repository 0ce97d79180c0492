import { useQuery } from '@tanstack/react-query';
import type { DatasetDetail } from '@trainyard/protocol';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Loading } from '../../components/states.tsx';
import { SAMPLE_ROWS, samplesQuery } from './catalogue-queries.ts';
import { Sample } from './sample.tsx';

/** Classes whose bars are shown. */
const MOST_CLASSES = 60;

/** Splits, classes, examples and problems of a dataset. */
export function DatasetView({ dataset }: { dataset: DatasetDetail }) {
  return (
    <>
      <div className="grid-2">
        <Splits dataset={dataset} />
        <Classes dataset={dataset} />
      </div>
      <Examples dataset={dataset} />
      {dataset.problemsFound.length > 0 && <Problems dataset={dataset} />}
    </>
  );
}

function Splits({ dataset }: { dataset: DatasetDetail }) {
  return (
    <section className="card">
      <h2>Splits</h2>
      <div className="table-wrap">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Split</th>
              <th scope="col" className="end">
                Images
              </th>
              <th scope="col" className="end">
                Background
              </th>
              <th scope="col" className="end">
                Objects
              </th>
            </tr>
          </thead>
          <tbody>
            {dataset.splits.map((split) => (
              <tr key={split.name}>
                <td>{split.name}</td>
                <td className="end number">{split.images.toLocaleString('en')}</td>
                <td className="end number">{split.background.toLocaleString('en')}</td>
                <td className="end number">{split.instances.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Classes({ dataset }: { dataset: DatasetDetail }) {
  const counts = dataset.classNames.map((name, index) => ({
    name,
    count: dataset.splits.reduce((sum, split) => sum + (split.perClass[index] ?? 0), 0),
  }));
  const most = Math.max(1, ...counts.map(({ count }) => count));
  const shown = counts.toSorted((a, b) => b.count - a.count).slice(0, MOST_CLASSES);
  return (
    <section className="card">
      <h2>Classes ({counts.length})</h2>
      <div className="bars">
        {shown.map(({ name, count }) => (
          <div key={name} style={{ display: 'contents' }}>
            <span className="ellipsis">{name}</span>
            <div className="bar" style={{ width: `${(count / most) * 100}%` }} />
            <span className="number muted">{count.toLocaleString('en')}</span>
          </div>
        ))}
      </div>
    </section>
  );
}

function Examples({ dataset }: { dataset: DatasetDetail }) {
  const [split, setSplit] = useState(dataset.splits[0]?.name ?? 'train');
  const [offset, setOffset] = useState(0);
  const { data, error } = useQuery(samplesQuery(dataset.id, split, offset));
  return (
    <section className="card stack">
      <div className="row">
        <h2 className="grow">Examples</h2>
        {dataset.splits.map(({ name }) => (
          <Button
            key={name}
            small
            aria-pressed={name === split}
            onClick={() => {
              setSplit(name);
              setOffset(0);
            }}
          >
            {name}
          </Button>
        ))}
      </div>
      {error && <p className="error-text">{error.message}</p>}
      {!data && !error && <Loading lines={3} label="Loading examples" />}
      <div className="samples">
        {data?.items.map((sample) => (
          <Sample key={sample.file} sample={sample} names={dataset.classNames} />
        ))}
      </div>
      {data && (offset > 0 || data.more) && (
        <nav className="row" aria-label="Examples">
          <Button
            small
            disabled={offset === 0}
            onClick={() => setOffset(Math.max(0, offset - SAMPLE_ROWS))}
          >
            Previous
          </Button>
          <Button small disabled={!data.more} onClick={() => setOffset(offset + SAMPLE_ROWS)}>
            Next
          </Button>
        </nav>
      )}
    </section>
  );
}

function Problems({ dataset }: { dataset: DatasetDetail }) {
  return (
    <section className="card">
      <h2>Problems found ({dataset.problems?.toLocaleString('en')})</h2>
      <ul className="stack" style={{ listStyle: 'none', gap: 8 }}>
        {dataset.problemsFound.map((problem, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes.
          <li key={index}>
            <code style={{ overflowWrap: 'anywhere' }}>
              {problem.file}
              {problem.line !== null && `:${problem.line}`}
            </code>
            <div className="muted small">{problem.reason}</div>
          </li>
        ))}
      </ul>
    </section>
  );
}
