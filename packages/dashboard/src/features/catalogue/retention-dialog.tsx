import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ProjectRetention } from '@trainyard/protocol';
import { useState } from 'react';
import { FormDialog } from '../../components/form-dialog.tsx';
import { Loading } from '../../components/states.tsx';
import { formText } from '../../lib/form-text.ts';
import { notify } from '../../lib/notify.ts';
import { keepCheckpoints, retentionQuery } from './catalogue-queries.ts';

export interface RetentionDialogProps {
  readonly projectId: string;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Which checkpoints of its models a project keeps. */
export function RetentionDialog({ projectId, open, onClose }: RetentionDialogProps) {
  const client = useQueryClient();
  const query = retentionQuery(projectId);
  const { data, error } = useQuery({ ...query, enabled: open });
  const save = async (form: FormData) => {
    const every = Number(formText(form, 'every'));
    const choice = formText(form, 'keep');
    const retention = choice === 'all' ? null : { every: choice === 'some' ? every : null };
    client.setQueryData(query.queryKey, await keepCheckpoints(projectId, { retention }));
    notify('Saved');
  };
  return (
    <FormDialog
      title="Keep checkpoints"
      open={open}
      onClose={onClose}
      onSubmit={save}
      disabled={!data}
      problem={error}
    >
      {data ? <Choice {...data} /> : !error && <Loading lines={3} label="Loading what is kept" />}
      <p className="muted small">
        A model always keeps its best and last checkpoint, final and promoted weights, and what
        another model was started from. The others that are not kept are deleted, old ones too.
      </p>
    </FormDialog>
  );
}

const CHOICES = [
  ['all', 'All of them'],
  ['some', 'Best, last and some of the others'],
  ['none', 'Best and last only'],
] as const;

function Choice({ retention }: ProjectRetention) {
  const every = retention?.every ?? null;
  const now = retention === null ? 'all' : every === null ? 'none' : 'some';
  const [chosen, setChosen] = useState<(typeof CHOICES)[number][0]>(now);
  return (
    <fieldset className="stack bare">
      <legend className="visually-hidden">Which checkpoints each model keeps</legend>
      {CHOICES.map(([choice, words]) => (
        <label key={choice} className="choice">
          <input
            type="radio"
            name="keep"
            value={choice}
            checked={chosen === choice}
            onChange={() => setChosen(choice)}
          />
          {words}
        </label>
      ))}
      {chosen === 'some' && (
        <div className="field">
          <label htmlFor="retention-every">Of the others, every so-manieth</label>
          <input
            className="input"
            id="retention-every"
            name="every"
            type="number"
            required
            min={1}
            max={1_000_000}
            defaultValue={every ?? 10}
          />
        </div>
      )}
    </fieldset>
  );
}
