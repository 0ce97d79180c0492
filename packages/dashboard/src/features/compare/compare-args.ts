import type { ModelDetail } from '@trainyard/protocol';

type Compared = Pick<ModelDetail, 'id' | 'trainArgs' | 'metric'>;

/** Names of arguments by whether all models have the same value. */
export function differingArgs(models: readonly Compared[]): {
  differing: string[];
  same: string[];
} {
  const names = [...new Set(models.flatMap((model) => Object.keys(model.trainArgs)))].sort();
  const differs = (name: string) =>
    new Set(models.map((model) => JSON.stringify(model.trainArgs[name] ?? null))).size > 1;
  return {
    differing: names.filter(differs),
    same: names.filter((name) => !differs(name)),
  };
}

/** The model with the best metric, where all are measured by the same one. */
export function bestOf(models: readonly Compared[]): string | undefined {
  const metric = models[0]?.metric;
  if (!metric || models.length < 2) return undefined;
  let best: Compared | undefined;
  for (const model of models) {
    if (model.metric?.name !== metric.name) return undefined;
    if (model.metric.best === null) continue;
    const known = best?.metric?.best ?? null;
    const better = metric.lowerIsBetter
      ? known === null || model.metric.best < known
      : known === null || model.metric.best > known;
    if (better) best = model;
  }
  return best?.id;
}
