import { PATHS } from '@trainyard/protocol/paths';
import type { HubClient } from '../client/hub-client.ts';
import { readData } from '../client/read-data.ts';

type Series = readonly { meta: { name: string }; data: Record<string, unknown> }[];

/** Everything that the hub has of a model's metrics: value by epoch by series. */
export async function readMetrics(
  client: HubClient,
  id: string,
): Promise<Record<string, Record<string, unknown>>> {
  const series = await client.call<Series>({
    what: 'metrics',
    path: PATHS.hub.modelMetrics,
    params: { id },
    read: readData<Series>,
  });
  return Object.fromEntries(series.map(({ meta, data }) => [meta.name, data]));
}
