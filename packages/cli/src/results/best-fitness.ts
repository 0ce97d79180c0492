import type { EpochValues } from './epoch-values.ts';

/** Series that detectors and classifiers are judged by, best one first. */
const JUDGES = [/mAP50-95\(M\)/, /mAP50-95\(P\)/, /mAP50-95/, /mAP_0\.5:0\.95/, /accuracy_top1/];

/** The best value of what the trainer itself judges by, or null when none is known. */
export function bestFitness(epochs: Iterable<EpochValues>): number | null {
  const best = new Map<RegExp, number>();
  for (const { values } of epochs) {
    for (const [name, value] of Object.entries(values)) {
      const judge = JUDGES.find((pattern) => pattern.test(name));
      if (judge && value >= (best.get(judge) ?? -Infinity)) best.set(judge, value);
    }
  }
  const judge = JUDGES.find((pattern) => best.has(pattern));
  return judge ? (best.get(judge) ?? null) : null;
}
