import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
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
    const text = (name: string) => String(form.get(name) ?? '');
    const metric = text('metric');
    set(metric ? { metric, min: text('min'), max: text('max') } : { metric: '', min: '', max: '' });
    onClose();
  };
  return (
    <Dialog title="Filter by a metric" open={open} onClose={onClose}>
      <form action={apply}>
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
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit">
            Apply
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
