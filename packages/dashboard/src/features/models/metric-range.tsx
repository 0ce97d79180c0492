import { FormDialog } from '../../components/form-dialog.tsx';
import { formText } from '../../lib/form-text.ts';
import type { ModelsFiltersProps } from './models-filters.tsx';

/** Asks between which values a metric must lie. */
export function MetricRange({
  open,
  onClose,
  metrics,
  view,
  set,
}: Pick<ModelsFiltersProps, 'view' | 'set'> & {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly metrics: readonly string[];
}) {
  const apply = (form: FormData) => {
    const text = (name: string) => formText(form, name);
    const metric = text('metric');
    set(metric ? { metric, min: text('min'), max: text('max') } : { metric: '', min: '', max: '' });
  };
  return (
    <FormDialog
      title="Filter by a metric"
      open={open}
      onClose={onClose}
      onSubmit={apply}
      action="Apply"
    >
      <div className="field">
        <label htmlFor="filter-metric">Metric (its best value)</label>
        <select className="select" id="filter-metric" name="metric" defaultValue={view.metric}>
          <option value="">No filter</option>
          {metrics.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      <div className="row">
        <div className="field grow">
          <label htmlFor="filter-min">At least</label>
          <input
            className="input"
            id="filter-min"
            name="min"
            type="number"
            step="any"
            defaultValue={view.min}
          />
        </div>
        <div className="field grow">
          <label htmlFor="filter-max">At most</label>
          <input
            className="input"
            id="filter-max"
            name="max"
            type="number"
            step="any"
            defaultValue={view.max}
          />
        </div>
      </div>
    </FormDialog>
  );
}
