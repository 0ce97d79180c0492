import { useQueryClient } from '@tanstack/react-query';
import type { ModelDetail } from '@trainyard/protocol';
import { Plus, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, IconButton } from '../../components/button.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { changedArguments } from './changed-arguments.ts';
import { editModel } from './model-queries.ts';

interface Row {
  readonly key: number;
  readonly name: string;
  readonly value: string;
}

/** Changes what a model that was never trained will be trained with. */
export function ArgumentsDialog({
  model,
  open,
  onClose,
}: {
  readonly model: ModelDetail;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const [rows, setRows] = useState<readonly Row[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed outlives a refresh.
  useEffect(() => {
    if (!open) return;
    const known = Object.entries(model.trainArgs);
    setRows(known.map(([name, value], key) => ({ key, name, value: String(value ?? '') })));
  }, [open]);
  const change = (key: number, part: Partial<Row>) =>
    setRows((before) => before.map((row) => (row.key === key ? { ...row, ...part } : row)));
  const save = async () => {
    await editModel(model.id, { trainArgs: changedArguments(model.trainArgs, rows) });
    await client.invalidateQueries({ queryKey: ['model', model.id] });
  };
  return (
    <FormDialog title="Arguments" open={open} onClose={onClose} onSubmit={save}>
      <div className="stack tight">
        {rows.map(({ key, name, value }) => (
          <div className="row nowrap" key={key}>
            <input
              className="input mono"
              aria-label="Name of the argument"
              required
              value={name}
              onChange={(event) => change(key, { name: event.target.value })}
            />
            <input
              className="input mono"
              aria-label={`Value of ${name || 'the argument'}`}
              value={value}
              onChange={(event) => change(key, { value: event.target.value })}
            />
            <IconButton
              label={`Remove ${name || 'the argument'}`}
              look="plain"
              onClick={() => setRows(rows.filter((row) => row.key !== key))}
            >
              <X size={15} aria-hidden="true" />
            </IconButton>
          </div>
        ))}
      </div>
      <div>
        <Button
          small
          onClick={() => {
            const key = Math.max(-1, ...rows.map((row) => row.key)) + 1;
            setRows([...rows, { key, name: '', value: '' }]);
          }}
        >
          <Plus size={14} aria-hidden="true" />
          Add an argument
        </Button>
      </div>
      <p className="muted small">
        One that is removed goes back to its default. Whole numbers, decimals, true and false are
        recognised; everything else is text.
      </p>
    </FormDialog>
  );
}
