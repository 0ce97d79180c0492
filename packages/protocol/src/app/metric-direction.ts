/** Whether a smaller value of a metric is a better one, judged by its name. */
export function lowerIsBetter(name: string): boolean {
  return /loss|error|(^|[^a-z])(mae|mse|rmse|wer|cer|perplexity|ppl|fid|time|latency)([^a-z]|$)/i.test(
    name,
  );
}

/** What tells most about a model, first things first. */
const RANKED: readonly RegExp[] = [
  /^metrics\/mAP50-95\([BMPO]\)$/,
  /^metrics\/mAP50-95/,
  /^metrics\/accuracy_top1$/,
  /^fitness$/,
  /^metrics\/mAP50/,
  /^(metrics\/|val[/_.]|eval[/_.])?(acc|accuracy|f1|auc|miou|iou)([^a-z]|$)/i,
  /^metrics\//,
  /^(val|eval|valid|test)[/_.].*loss/i,
  /loss/i,
];

/** How early a metric comes when one has to stand for its model: 0 first. */
export function metricRank(name: string): number {
  const rank = RANKED.findIndex((pattern) => pattern.test(name));
  return rank < 0 ? RANKED.length : rank;
}
