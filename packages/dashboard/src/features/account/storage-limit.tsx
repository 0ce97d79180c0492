import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { PersonReply } from '@trainyard/protocol';
import { FormDialog } from '../../components/form-dialog.tsx';
import { Loading } from '../../components/states.tsx';
import { formText } from '../../lib/form-text.ts';
import { formatBytes } from '../../lib/format.ts';
import { limitStorage, storageLimitQuery } from './people-queries.ts';

/** Bytes of what the dialog counts in. */
const GIB = 2 ** 30;

export interface StorageLimitProps {
  /** Whose; nobody's when the dialog is closed. */
  readonly person: PersonReply | undefined;
  readonly onClose: () => void;
}

/** How much somebody may store. */
export function StorageLimit({ person, onClose }: StorageLimitProps) {
  const client = useQueryClient();
  const query = storageLimitQuery(person?.id ?? '');
  const { data, error } = useQuery({ ...query, enabled: person !== undefined });
  const save = async (form: FormData) => {
    const wanted = formText(form, 'limit');
    await limitStorage(person!.id, wanted === '' ? null : Math.round(Number(wanted) * GIB));
    await client.invalidateQueries({ queryKey: query.queryKey });
  };
  return (
    <FormDialog
      title={`Storage of ${person?.name ?? ''}`}
      open={person !== undefined}
      onClose={onClose}
      onSubmit={save}
      disabled={!data}
      problem={error}
    >
      {data ? (
        <div className="field">
          <label htmlFor="storage-limit">At most (GiB; empty for no limit)</label>
          <input
            className="input"
            id="storage-limit"
            name="limit"
            type="number"
            min={0}
            step="any"
            defaultValue={data.limit === null ? '' : data.limit / GIB}
          />
          <p className="muted small">
            Taken now: {formatBytes(data.used)}. What is there stays; uploads beyond the limit are
            refused, and their trainings go on.
          </p>
        </div>
      ) : (
        !error && <Loading lines={2} label="Loading storage" />
      )}
    </FormDialog>
  );
}
