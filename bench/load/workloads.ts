/** A request that a load generator sends. */
export interface Call {
  readonly path: string;
  readonly body: string;
}

/** Makes the n-th call of a target: one that no other call equals. */
export type Workload = (target: string, n: number, points: Points) => Call;

/** What one call brings: so many epochs of so many series. */
export interface Points {
  readonly epochs: number;
  readonly series: number;
  /** The first epoch of the run. */
  readonly first: number;
  /** Values that depend on nothing but the epoch, some of them NaN, so that they can be sent again. */
  readonly fixed?: boolean;
  /** Sends again what lies below this epoch, here and there, instead of going on from `first`. */
  readonly again?: number;
}

/** The work as each server takes it. */
export const WORKLOADS = {
  /** `POST /v1/models/{id}` of the HUB API: the values of an epoch are JSON inside JSON. */
  trainyard: (model: string, n: number, points: Points): Call => {
    const entries: string[] = [];
    const { epochs, series, first, fixed, again } = points;
    const start = again === undefined ? first + n * epochs : somewhere(n, again, epochs);
    for (let at = 0; at < epochs; at++) {
      const epoch = start + at;
      const given = fixed ? fixedValue(epoch) : undefined;
      const values = pairs(series, (name) => `\\"${name}\\":${given ?? value(epoch)}`);
      entries.push(`"${epoch}":"{${values}}"`);
    }
    const body = `{"type":"metrics","metrics":{${entries.join(',')}}}`;
    return { path: `/v1/models/${model}`, body };
  },
  /** `log-batch` of MLflow's REST API. */
  mlflow: (run: string, n: number, { epochs, series, first }: Points): Call => {
    const metrics: string[] = [];
    const now = Date.now();
    for (let at = 0; at < epochs; at++) {
      const step = first + n * epochs + at;
      metrics.push(
        pairs(
          series,
          (key) => `{"key":"${key}","value":${value(step)},"timestamp":${now},"step":${step}}`,
        ),
      );
    }
    const body = `{"run_id":"${run}","metrics":[${metrics.join(',')}]}`;
    return { path: '/api/2.0/mlflow/runs/log-batch', body };
  },
  /** `bulk_log` of the server that `trackio.show` starts: its client sends this every half second. */
  trackio: (run: string, n: number, { epochs, series, first }: Points): Call => {
    const logs: string[] = [];
    for (let at = 0; at < epochs; at++) {
      const step = first + n * epochs + at;
      const metrics = pairs(series, (name) => `"${name}":${value(step)}`);
      logs.push(
        `{"project":"bench","run":"${run}","run_id":"${run}","step":${step},` +
          `"log_id":"${run}-${step}","config":null,"metrics":{${metrics}}}`,
      );
    }
    const body = `{"args":[],"kwargs":{"logs":[${logs.join(',')}],"hf_token":null}}`;
    return { path: '/api/bulk_log', body };
  },
} satisfies Record<string, Workload>;

function pairs(series: number, pair: (name: string) => string): string {
  const all: string[] = [];
  for (let number = 0; number < series; number++) all.push(pair(`metrics/series-${number}`));
  return all.join(',');
}

/** The start of one of the calls that brought the epochs below `end`. */
function somewhere(n: number, end: number, epochs: number): number {
  const calls = Math.floor(end / epochs);
  return ((n * 7919) % calls) * epochs;
}

/** One in 97 is NaN. */
function fixedValue(epoch: number): string {
  return epoch % 97 === 0 ? 'NaN' : String((epoch % 1009) / 1009);
}

function value(step: number): number {
  return Math.round(1e6 * (1 / (step + 1) + Math.random())) / 1e6;
}
