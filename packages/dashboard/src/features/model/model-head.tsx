import { Link } from '@tanstack/react-router';
import type { ModelDetail } from '@trainyard/protocol';
import { Progress } from '../../components/progress.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { formatDuration, formatNumber } from '../../lib/format.ts';
import { ModelActions } from './model-actions.tsx';

/** Name, state, progress and actions of a model. */
export function ModelHead({ model, origin }: { model: ModelDetail; origin: string }) {
  return (
    <>
      <div className="page-head">
        <div className="grow stack" style={{ gap: 4 }}>
          <div className="row">
            <h1>{model.name}</h1>
            <StateBadge state={model.state} stopping={model.stopRequestedAt !== null} />
          </div>
          <div className="meta small">
            {model.project && (
              <Link to="/projects/$id" params={{ id: model.project.id ?? '' }}>
                {model.project.name}
              </Link>
            )}
            {!model.mine && <span>by {model.owner}</span>}
            {model.lastHeardAt && (
              <span>
                {model.lastHeard} <TimeAgo time={model.lastHeardAt} />
              </span>
            )}
            {model.attempt > 1 && <span>attempt {model.attempt}</span>}
            {model.visibility !== 'private' && <span>{model.visibility}</span>}
            {model.tags.map((tag) => (
              <span className="tag" key={tag}>
                {tag}
              </span>
            ))}
          </div>
        </div>
        {model.mine && <ModelActions model={model} origin={origin} />}
      </div>
      {(model.state === 'training' || model.epochsDone > 0) && (
        <div className="head-progress">
          <Progress state={model.state} epochsDone={model.epochsDone} epochs={model.epochs} />
          <div className="meta small number">
            <span>
              {model.epochsDone}
              {model.epochs !== null && ` of ${model.epochs}`} epochs
            </span>
            {model.secondsLeft !== null && model.secondsLeft >= 1 && (
              <span>about {formatDuration(model.secondsLeft)} left</span>
            )}
            {model.metric && (
              <span>
                best {model.metric.name.replace(/^metrics\//, '')}{' '}
                <strong>{formatNumber(model.metric.best)}</strong>
                {model.metric.bestStep !== null && ` at epoch ${model.metric.bestStep + 1}`}
              </span>
            )}
          </div>
        </div>
      )}
    </>
  );
}
