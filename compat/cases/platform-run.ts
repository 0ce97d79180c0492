import { randomBytes } from 'node:crypto';
import { type ModelDetail, modelByName, userName } from '../runner/app-api.ts';
import { ask, epochsOf, until } from '../runner/hub-api.ts';
import type { Bench } from '../runner/types.ts';

const SERIES = 'train/box_loss';

/** What the trainings are called. */
export const NAME = 'shapes';

/** @throws Error saying `what` was expected */
export function must(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

/** A project that no earlier run against the same hub has used. */
export function newProject(): string {
  return `compat-${randomBytes(5).toString('hex')}`;
}

/** Waits for a model to exist and to be as wanted. */
export function modelAs(
  { hub, signal }: Bench,
  project: string,
  name: string,
  what: string,
  wanted: (model: ModelDetail) => boolean = () => true,
): Promise<ModelDetail> {
  return until(`${project}/${name}: ${what}`, signal, async () => {
    const model = await modelByName(hub, project, name);
    return model && wanted(model) ? model : undefined;
  });
}

/** Waits for values of these epochs; others may be there as well. */
export function epochsAre(
  { hub, signal }: Bench,
  id: string,
  wanted: readonly number[],
): Promise<true> {
  return until(`epochs ${wanted.join(', ')}`, signal, async () => {
    const found = await epochsOf(hub, id, SERIES);
    return wanted.every((epoch) => found.includes(epoch)) || undefined;
  });
}

/** Uploads a dataset by hub-sdk; returns its `ul://` address. */
export async function datasetAddress(bench: Bench, archive: string): Promise<string> {
  const prepared = await bench.helper('sdk/prepare', ['dataset', archive]).done();
  const id = (await prepared.waitFor('prepared'))['id'] as string;
  const { data } = (await ask(bench.hub, `/v1/datasets/${id}`)) as { data: { slug: string } };
  return `ul://${await userName(bench.hub)}/datasets/${data.slug}`;
}
