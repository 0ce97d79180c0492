import { useQuery } from '@tanstack/react-query';
import type { ModelDetail } from '@trainyard/protocol';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { SearchBox } from '../../components/search-box.tsx';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { AttemptSelect } from './attempt-select.tsx';
import { consoleQuery } from './model-queries.ts';
import { plainText } from './plain-text.ts';

const PIECES = 200;
const MOST_PIECES = 500;

/** What the trainer printed; follows it, unless somebody has scrolled up to read. */
export function ConsoleTab({ model }: { model: ModelDetail }) {
  const [attempt, setAttempt] = useState<number>();
  const [limit, setLimit] = useState(PIECES);
  const [search, setSearch] = useState('');
  const [follow, setFollow] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  const { data, error, refetch } = useQuery(consoleQuery(model.id, attempt, limit));
  const lines = useMemo(
    () => (data?.items ?? []).flatMap((item) => plainText(item.text).trimEnd().split('\n')),
    [data],
  );
  // Bars of a training that has ended say nothing any more.
  const bars = model.state === 'training' && !search ? (data?.progress ?? []).map(plainText) : [];
  const shown = search
    ? lines.filter((line) => line.toLowerCase().includes(search.toLowerCase()))
    : lines;
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are what it is about.
  useEffect(() => {
    const element = box.current;
    if (follow && element) element.scrollTop = element.scrollHeight;
  }, [shown.length, bars.length, follow]);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading lines={8} label="Loading the console" />;
  if (lines.length === 0 && bars.length === 0) {
    return (
      <Empty title="No console output">
        <p>
          ultralytics 8.4.3 and later, our session and <code>trainyard run</code> send it.
        </p>
      </Empty>
    );
  }
  return (
    <div className="stack">
      <div className="toolbar">
        <SearchBox label="Search the console" value={search} onChange={setSearch} />
        <AttemptSelect attempts={data.attempts} shown={data.attempt} onChange={setAttempt} />
        <label>
          <input
            type="checkbox"
            checked={follow}
            onChange={(event) => setFollow(event.target.checked)}
          />
          Follow
        </label>
        {data.more && limit < MOST_PIECES && (
          <Button small onClick={() => setLimit(MOST_PIECES)}>
            Show older lines
          </Button>
        )}
        <span className="muted small number">
          {search ? `${shown.length} of ${lines.length} lines` : `${lines.length} lines`}
        </span>
      </div>
      <div
        className="console"
        ref={box}
        role="log"
        aria-label="Console"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys.
        tabIndex={0}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          const atEnd = scrollHeight - scrollTop - clientHeight < 24;
          if (atEnd !== follow) setFollow(atEnd);
        }}
      >
        <pre>{shown.join('\n')}</pre>
        {bars.length > 0 && <pre className="bars-live">{bars.join('\n')}</pre>}
      </div>
    </div>
  );
}
