import { type HubProject, PATHS } from '@trainyard/protocol';
import { type HubClient, readData } from '@trainyard/session';
import { listPages } from './list-pages.ts';

/** The id of one's project of that name, slug or id; makes the project when there is none. */
export async function findOrMakeProject(client: HubClient, name: string): Promise<string> {
  for await (const project of listPages<HubProject>(client, PATHS.hub.projects)) {
    if ([project.id, project.meta.name, project.slug].includes(name)) return project.id;
  }
  const { id } = await client.call<{ id: string }>({
    what: 'a new project',
    method: 'POST',
    path: PATHS.hub.projects,
    json: { meta: { name } },
    read: readData<{ id: string }>,
  });
  return id;
}
