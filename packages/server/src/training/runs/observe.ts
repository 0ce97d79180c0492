import type { ModelsTable } from '../../database/schema.ts';
import type { Observed } from '../ingest-observations.ts';
import type { RunContext } from './run-context.ts';

/** Keeps what an event observed with the attempt under way. @throws HubError not_found */
export async function observe(
  { observations }: Pick<RunContext, 'observations'>,
  model: ModelsTable,
  observed: Pick<Observed, 'console' | 'system' | 'records'> & { readonly heardAs: string },
): Promise<void> {
  const attempt = Math.max(model.attempt, 1);
  await observations.add({ modelId: model.id, attempt, ...observed });
}
