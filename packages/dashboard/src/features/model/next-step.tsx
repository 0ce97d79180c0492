import { useQuery } from '@tanstack/react-query';
import type { ModelDetail } from '@trainyard/protocol';
import { CircleAlert, CircleCheck, CircleSlash, Play, Unplug } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { CodeBlock } from '../../components/code-block.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { formatTime } from '../../lib/format.ts';
import { ArgumentsDialog } from './arguments-dialog.tsx';
import { resumeCommand, trainCommand, usageSnippet } from './commands.ts';
import { likelyCause } from './likely-cause.ts';
import { consoleQuery } from './model-queries.ts';

/** What to do next with a model, by its state. */
export function NextStep({ model, origin }: { model: ModelDetail; origin: string }) {
  if (model.state === 'new') return <StartIt model={model} origin={origin} />;
  if (model.state === 'disconnected') return <Disconnected model={model} origin={origin} />;
  if (model.state === 'failed') return <FailedRun model={model} origin={origin} />;
  if (model.state === 'cancelled') return <Cancelled model={model} origin={origin} />;
  if (model.state === 'trained') return <Trained model={model} origin={origin} />;
  return null;
}

interface StepProps {
  readonly model: ModelDetail;
  readonly origin: string;
}

function Notice({ kind, icon, children }: { kind: string; icon: ReactNode; children: ReactNode }) {
  return (
    <section className={`notice ${kind}`} aria-label="What next">
      {icon}
      <div>{children}</div>
    </section>
  );
}

function StartIt({ model, origin }: StepProps) {
  const [editing, setEditing] = useState(false);
  if (!model.mine) return null;
  return (
    <Notice kind="" icon={<Play size={18} aria-hidden="true" />}>
      <strong>Ready to train</strong>
      <p>No trainer has been heard yet. Start one; this page follows it from its first epoch.</p>
      <CodeBlock label="Command that trains this model" code={trainCommand(model, origin)} />
      <div>
        <Button small onClick={() => setEditing(true)}>
          Edit its arguments
        </Button>
      </div>
      <ArgumentsDialog model={model} open={editing} onClose={() => setEditing(false)} />
    </Notice>
  );
}

function Disconnected({ model, origin }: StepProps) {
  const { data } = useQuery(consoleQuery(model.id, undefined, 5));
  const lines = (data?.items ?? [])
    .map((item) => item.text)
    .join('\n')
    .trimEnd()
    .split('\n')
    .slice(-8);
  const said = lines.join('\n').trim();
  return (
    <Notice kind="warn" icon={<Unplug size={18} aria-hidden="true" />}>
      <strong>
        {model.disconnectedAt ? (
          <>
            Disconnected since {formatTime(model.disconnectedAt)} (
            <TimeAgo time={model.disconnectedAt} />)
          </>
        ) : (
          'Disconnected'
        )}
      </strong>
      <p>
        Last sign of life: {model.lastHeard ?? 'none'} <TimeAgo time={model.lastHeardAt} />
        {model.lastHeardAt && ` (${formatTime(model.lastHeardAt)})`}, in epoch{' '}
        {model.epochsDone + 1}. {likelyCause(said)}
      </p>
      {said && (
        <>
          <p className="muted small">Its last lines:</p>
          <pre className="mono lines">{said}</pre>
        </>
      )}
      {model.mine && <Resume model={model} origin={origin} />}
    </Notice>
  );
}

function Resume({ model, origin }: StepProps) {
  return (
    <>
      <p>
        {model.resumable
          ? 'If it is still running, it comes back by itself. Otherwise this goes on from its last checkpoint:'
          : 'No checkpoint had been uploaded, so it has to begin again:'}
      </p>
      <CodeBlock label="Command that resumes" code={resumeCommand(model, origin)} />
    </>
  );
}

function FailedRun({ model, origin }: StepProps) {
  return (
    <Notice kind="bad" icon={<CircleAlert size={18} aria-hidden="true" />}>
      <strong>The training failed</strong>
      {model.failure && <pre className="mono lines">{model.failure}</pre>}
      <p>{likelyCause(model.failure ?? '')}</p>
      {model.mine && <Resume model={model} origin={origin} />}
    </Notice>
  );
}

function Cancelled({ model, origin }: StepProps) {
  return (
    <Notice kind="" icon={<CircleSlash size={18} aria-hidden="true" />}>
      <strong>
        Stopped after {model.epochsDone} {model.epochsDone === 1 ? 'epoch' : 'epochs'}
      </strong>
      {model.mine && model.resumable && (
        <>
          <p>To go on from its last checkpoint:</p>
          <CodeBlock label="Command that resumes" code={resumeCommand(model, origin)} />
        </>
      )}
    </Notice>
  );
}

function Trained({ model, origin }: StepProps) {
  return (
    <Notice kind="good" icon={<CircleCheck size={18} aria-hidden="true" />}>
      <div className="row">
        <strong className="grow">Trained</strong>
        {model.weightsUrl && (
          <a className="button primary" href={model.weightsUrl} download>
            Download best weights
          </a>
        )}
      </div>
      {model.weightsUrl ? (
        <>
          <CodeBlock label="Code that uses the weights" code={usageSnippet(model, origin)} />
          <p className="muted small">
            A <code>.pt</code> file is a Python pickle: loading one runs code. The hub never does;
            load only files of people you trust.
          </p>
        </>
      ) : (
        <p>It finished without uploading weights.</p>
      )}
    </Notice>
  );
}
