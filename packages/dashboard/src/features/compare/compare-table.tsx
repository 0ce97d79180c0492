import { Link } from '@tanstack/react-router';
import type { ModelDetail } from '@trainyard/protocol';
import { useState } from 'react';
import { ScrollArea } from '../../components/scroll-area.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { formatNumber, formatValue } from '../../lib/format.ts';
import { bestOf, differingArgs } from './compare-args.ts';

/** What differs between models, and which is best. */
export function CompareTable({ models }: { models: readonly ModelDetail[] }) {
  const [all, setAll] = useState(false);
  const { differing, same } = differingArgs(models);
  const best = bestOf(models);
  return (
    <ScrollArea className="card flush table-wrap" label="Comparison">
      <table className="table compare">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">What</span>
            </th>
            {models.map((model) => (
              <th scope="col" key={model.id}>
                <Link
                  className="clamped"
                  to="/models/$id"
                  params={{ id: model.id }}
                  title={model.name}
                >
                  {model.name}
                </Link>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">State</th>
            {models.map((model) => (
              <td key={model.id}>
                <StateBadge state={model.state} />
              </td>
            ))}
          </tr>
          <tr>
            <th scope="row">Epochs</th>
            {models.map((model) => (
              <td key={model.id} className="number">
                {model.epochsDone}
                {model.epochs !== null && ` / ${model.epochs}`}
              </td>
            ))}
          </tr>
          <tr>
            <th scope="row">Best metric</th>
            {models.map((model) => (
              <td key={model.id} className={`number ${best === model.id ? 'best' : ''}`}>
                {formatNumber(model.metric?.best)}
                {best === model.id && <span className="visually-hidden"> (best)</span>}
                <br />
                <span className="muted small">{model.metric?.name.replace(/^metrics\//, '')}</span>
              </td>
            ))}
          </tr>
          {[...differing, ...(all ? same : [])].map((name) => (
            <tr key={name} className={differing.includes(name) ? 'differs' : ''}>
              <th scope="row">{name}</th>
              {models.map((model) => (
                <td key={model.id}>
                  <code>{formatValue(model.trainArgs[name])}</code>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small muted" style={{ padding: '8px 12px' }}>
        <label className="row">
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} />
          Show the {same.length} arguments that are the same, too
        </label>
      </p>
    </ScrollArea>
  );
}
