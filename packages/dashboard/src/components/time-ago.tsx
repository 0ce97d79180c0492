import { formatAgo, formatTime } from '../lib/format.ts';
import { useNow } from '../lib/use-now.ts';

/** How long ago something was; the moment itself as its tooltip. */
export function TimeAgo({ time }: { time: string | null }) {
  const now = useNow();
  if (time === null) return <span className="muted">–</span>;
  return (
    <time dateTime={time} title={formatTime(time)} className="number">
      {formatAgo(time, now)}
    </time>
  );
}
