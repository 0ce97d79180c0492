/** What a column may hold: text or whole number or number, `?` where it may be null. */
type ColumnType = 'text' | 'text?' | 'integer' | 'integer?' | 'number?';

type Columns = Readonly<Record<string, ColumnType>>;

/** The columns that an archive may set, by table; others are passed over. */
export const ARCHIVED_COLUMNS = {
  model: {
    name: 'text',
    description: 'text',
    created_at: 'integer',
    updated_at: 'integer',
    dataset_name: 'text?',
    architecture: 'text',
    parent_name: 'text?',
    train_args: 'text',
    state: 'text',
    attempt: 'integer',
    agent: 'text?',
    last_heard_at: 'integer?',
    last_heard: 'text?',
    disconnected_at: 'integer?',
    epochs_done: 'integer',
    epoch_at: 'integer?',
    pace_ms: 'integer?',
    started_at: 'integer?',
    finished_at: 'integer?',
    cancel_requested_at: 'integer?',
    failure: 'text?',
    tags: 'text',
    notes: 'text',
    pinned: 'integer',
  },
  attempt: {
    attempt: 'integer',
    agent_id: 'text?',
    agent: 'text?',
    started_at: 'integer',
    first_epoch: 'integer?',
  },
  checkpoint: {
    attempt: 'integer',
    kind: 'text',
    epoch: 'integer?',
    is_best: 'integer',
    map: 'number?',
    blob_hash: 'text',
    size: 'integer',
    created_at: 'integer',
    number: 'integer',
  },
  file: { name: 'text', blob_hash: 'text', size: 'integer', created_at: 'integer' },
  record: { attempt: 'integer', kind: 'text', record: 'text', at: 'integer' },
} as const satisfies Record<string, Columns>;

/** The columns of a row that may be set, or undefined when one of them cannot hold its value. */
export function pickColumns(columns: Columns, row: unknown): Record<string, unknown> | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const picked: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(columns)) {
    const value = (row as Record<string, unknown>)[name];
    if (!holds(type, value)) return undefined;
    picked[name] = value;
  }
  return picked;
}

function holds(type: ColumnType, value: unknown): boolean {
  if (value === null) return type.endsWith('?');
  if (type.startsWith('text')) return typeof value === 'string';
  if (type.startsWith('integer')) return Number.isSafeInteger(value);
  return Number.isFinite(value);
}
