import { ImportProjectReply, PATHS } from '@trainyard/protocol';
import { requireAccount } from '../../accounts/caller.ts';
import { assertRoom } from '../../accounts/storage-quota.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import { declaredBytes } from '../../http/declared-bytes.ts';
import { IdParams } from '../../http/id-params.ts';
import { receiveUpload } from '../../http/receive-upload.ts';
import { attach } from '../../http/sandboxed-headers.ts';
import type { HubContext } from '../../hub-context.ts';
import { exportProject } from '../../projects/archive/export-project.ts';
import { importProject } from '../../projects/archive/import-project.ts';

/** A project as one zip of plain files, out of this hub and into another. */
export function projectArchiveRoutes(app: HubServer, hub: HubContext): void {
  app.get(
    PATHS.app.projectArchive,
    {
      config: { access: 'read', doc: { summary: 'A project as one zip', status: 200 } },
      schema: { params: IdParams },
    },
    async ({ caller, params }, reply) => {
      const content = await exportProject(hub, caller, params.id);
      attach(reply, 'project.zip');
      return reply.send(content);
    },
  );

  app.post(
    PATHS.app.importProject,
    {
      config: {
        access: 'train',
        doc: {
          summary: 'Take in a project’s zip, as a form with one file',
          reply: ImportProjectReply,
        },
      },
    },
    async (request) => {
      const { userId } = requireAccount(request.caller, 'train');
      await assertRoom(hub.database, userId, declaredBytes(request));
      const { blob } = await receiveUpload(hub, request);
      return importProject(hub, request.caller, blob);
    },
  );
}
