import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Pager } from '../../components/pager.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { CHILD_ROWS, childrenQuery } from './model-queries.ts';

/** The models that start from this one's weights; nothing where there are none. */
export function ChildrenCard({ id }: { id: string }) {
  const [offset, setOffset] = useState(0);
  const { data } = useQuery(childrenQuery(id, offset));
  if (!data || data.total === 0) return null;
  return (
    <section className="card stack">
      <h2>Start from it</h2>
      <ul className="unmarked stack tight">
        {data.items.map((model) => (
          <li key={model.id} className="row">
            <Link to="/models/$id" params={{ id: model.id }} className="anywhere">
              {model.name}
            </Link>
            <StateBadge state={model.state} />
          </li>
        ))}
      </ul>
      <Pager offset={offset} limit={CHILD_ROWS} total={data.total} onChange={setOffset} />
    </section>
  );
}
