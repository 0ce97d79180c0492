import { Link } from '@tanstack/react-router';
import { CopyButton } from '../../components/copy-button.tsx';
import { Empty } from '../../components/states.tsx';
import { CompareView } from '../../features/compare/compare-view.tsx';
import { useSearchParams } from '../../lib/use-search.ts';

/** `/compare?model=…&model=…` */
export function Page() {
  const { many } = useSearchParams();
  const ids = [...new Set(many('model'))];
  return (
    <div className="page">
      <title>Compare · Trainyard</title>
      <div className="page-head">
        <h1 className="grow">Compare {ids.length > 0 && `${ids.length} models`}</h1>
        {ids.length > 0 && (
          <CopyButton text={window.location.href} label="Copy the link to this comparison" />
        )}
      </div>
      {ids.length === 0 ? (
        <Empty title="Nothing to compare yet">
          <p>
            Select some models in <Link to="/">the table</Link> and choose Compare.
          </p>
        </Empty>
      ) : (
        <CompareView key={ids.join()} ids={ids} />
      )}
    </div>
  );
}
