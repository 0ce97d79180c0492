import type { HubProject } from '@trainyard/protocol';
import { PATHS } from '@trainyard/protocol/paths';
import type { HubClient } from './hub-client.ts';
import { type Limits, listPages } from './list-pages.ts';
import { readData } from './read-data.ts';

/** The id of one's project of that name, slug or id; makes the project when there is none. */
export async function findOrMakeProject(
  client: HubClient,
  name: string,
  limits: Limits = {},
): Promise<string> {
  for await (const project of listPages<HubProject>(client, PATHS.hub.projects, {}, limits)) {
    if ([project.id, project.meta.name, project.slug].includes(name)) return project.id;
  }
  const { id } = await client.call<{ id: string }>({
    what: 'a new project',
    method: 'POST',
    path: PATHS.hub.projects,
    json: { meta: { name } },
    read: readData<{ id: string }>,
    ...limits,
  });
  return id;
}
