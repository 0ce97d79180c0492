import { Link } from '@tanstack/react-router';
import type { ModelDetail } from '@trainyard/protocol';
import type { ReactNode } from 'react';
import { ScrollArea } from '../../components/scroll-area.tsx';
import { formatBytes, formatNumber, formatTime, formatValue } from '../../lib/format.ts';
import { ChildrenCard } from './children-card.tsx';
import { FilesCard } from './files-card.tsx';

/** What a model is: arguments, environment, where it comes from, how large it is. */
export function OverviewTab({ model }: { model: ModelDetail }) {
  const environment = asFacts(model.records['environment']);
  const size = asFacts(model.records['model_info']);
  return (
    <div className="stack">
      {(model.description || model.notes) && (
        <section className="card stack">
          {model.description && <p>{model.description}</p>}
          {model.notes && <p style={{ whiteSpace: 'pre-wrap' }}>{model.notes}</p>}
        </section>
      )}
      <div className="grid-2">
        <section className="card">
          <h2>Model</h2>
          <dl className="facts">
            <Fact name="Id">
              <code>{model.id}</code>
            </Fact>
            <Fact name="Architecture">{model.architecture}</Fact>
            <Fact name="Starts from">
              {model.parent?.id ? (
                <Link to="/models/$id" params={{ id: model.parent.id }}>
                  {model.parent.name}
                </Link>
              ) : (
                (model.parent?.name ?? 'scratch')
              )}
            </Fact>
            <Fact name="Dataset">
              {model.dataset?.id ? (
                <Link to="/datasets/$id" params={{ id: model.dataset.id }}>
                  {model.dataset.name}
                </Link>
              ) : (
                (model.dataset?.name ?? '–')
              )}
            </Fact>
            <Fact name="Created">{formatTime(model.createdAt)}</Fact>
            {model.startedAt && <Fact name="Started">{formatTime(model.startedAt)}</Fact>}
            {model.finishedAt && <Fact name="Finished">{formatTime(model.finishedAt)}</Fact>}
            <Fact name="Trainer">{model.agent ?? '–'}</Fact>
            <Fact name="Checkpoints">
              {model.checkpoints.count} · {formatBytes(model.checkpoints.bytes)}
            </Fact>
            {size.map(([name, value]) => (
              <Fact name={SIZE_NAMES[name] ?? name} key={name}>
                {typeof value === 'number' ? formatNumber(value) : formatValue(value)}
              </Fact>
            ))}
          </dl>
        </section>
        <section className="card">
          <h2>Arguments</h2>
          <Facts facts={Object.entries(model.trainArgs)} />
        </section>
        {model.attempts.length > 0 && <Attempts model={model} />}
        {environment.length > 0 && (
          <section className="card">
            <h2>Environment</h2>
            <Facts facts={environment} />
          </section>
        )}
        <ChildrenCard id={model.id} />
      </div>
      <FilesCard id={model.id} />
    </div>
  );
}

function Attempts({ model }: { model: ModelDetail }) {
  return (
    <section className="card">
      <h2>Attempts</h2>
      <ScrollArea className="table-wrap" label="Attempts">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">No.</th>
              <th scope="col">Started</th>
              <th scope="col">From epoch</th>
              <th scope="col">Trainer</th>
            </tr>
          </thead>
          <tbody>
            {model.attempts.map((one) => (
              <tr key={one.attempt}>
                <td className="number">{one.attempt}</td>
                <td className="nobreak">{formatTime(one.startedAt)}</td>
                <td className="number">{one.firstEpoch === null ? '–' : one.firstEpoch + 1}</td>
                <td className="anywhere">{one.agent ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </section>
  );
}

const SIZE_NAMES: Readonly<Record<string, string>> = {
  parameters: 'Parameters',
  gflops: 'GFLOPs',
  speedMs: 'Speed (ms)',
};

function asFacts(record: unknown): [string, unknown][] {
  return typeof record === 'object' && record !== null ? Object.entries(record) : [];
}

function Facts({ facts }: { facts: readonly (readonly [string, unknown])[] }) {
  if (facts.length === 0) return <p className="muted">None</p>;
  return (
    <dl className="facts small">
      {facts.map(([name, value]) => (
        <Fact name={name} key={name}>
          <code>{formatValue(value)}</code>
        </Fact>
      ))}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
