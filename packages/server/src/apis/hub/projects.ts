import {
  CreateProjectBody,
  DeleteQuery,
  ListQuery,
  PATHS,
  UpdateProjectBody,
} from '@trainyard/protocol';
import { requireAccount } from '../../accounts/caller.ts';
import { owned } from '../../accounts/sharing-rules.ts';
import { findOwned, listOwned } from '../../catalogue/owned-objects.ts';
import { deleteOwned } from '../../catalogue/trash.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import { receiveUpload } from '../../http/receive-upload.ts';
import type { HubContext } from '../../hub-context.ts';
import {
  createProject,
  getProject,
  setProjectImage,
  showProjects,
  updateProject,
} from '../../projects/projects.ts';
import { listReply, listRequest, pythonBoolean, success } from './reply.ts';

/** Largest picture of a project, in bytes. */
const MAX_IMAGE = 10 * 1024 * 1024;

/** `/v1/projects`, `/v1/projects/{id}` and the project's picture. */
export function projectRoutes(app: HubServer, hub: HubContext): void {
  const { database } = hub;

  app.get(
    PATHS.hub.projects,
    { config: { access: 'anyone' }, schema: { querystring: ListQuery } },
    async ({ caller, query }) => {
      const page = await listOwned(database.db, 'projects', caller, listRequest(query));
      return listReply(await showProjects(hub, page.rows), page);
    },
  );

  app.post(
    PATHS.hub.projects,
    { config: { access: 'train' }, schema: { body: CreateProjectBody } },
    async ({ caller, body }) => {
      const project = await createProject(database, caller, body);
      return success((await showProjects(hub, [project]))[0], 'Project created');
    },
  );

  app.get(
    PATHS.hub.project,
    { config: { access: 'anyone' }, schema: { params: IdParams } },
    async ({ caller, params }) => {
      const project = await getProject(database, caller, params.id);
      return success((await showProjects(hub, [project]))[0]);
    },
  );

  app.patch(
    PATHS.hub.project,
    { config: { access: 'manage' }, schema: { params: IdParams, body: UpdateProjectBody } },
    async ({ caller, params, body }) => {
      const project = await updateProject(database, caller, params.id, body);
      return success((await showProjects(hub, [project]))[0], 'Project updated');
    },
  );

  app.delete(
    PATHS.hub.project,
    { config: { access: 'manage' }, schema: { params: IdParams, querystring: DeleteQuery } },
    async ({ caller, params, query }) => {
      const hard = pythonBoolean('hard', query.hard) ?? false;
      await deleteOwned(database, 'projects', caller, params.id, { hard });
      return success({ id: params.id, hard }, 'Project deleted');
    },
  );

  app.post(
    PATHS.hub.projectUpload,
    { config: { access: 'manage' }, schema: { params: IdParams } },
    async (request) => {
      const account = requireAccount(request.caller, 'manage');
      const { id } = owned(account, await findOwned(database.db, 'projects', request.params.id));
      const { blob } = await receiveUpload(hub, request, MAX_IMAGE);
      const project = await setProjectImage(database, id, blob);
      return success((await showProjects(hub, [project]))[0], 'Picture saved');
    },
  );
}
