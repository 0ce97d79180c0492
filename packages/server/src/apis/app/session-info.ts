import { CAPABILITIES, HubInfoReply, SESSION_PATHS } from '@trainyard/protocol';
import packageJson from '../../../package.json' with { type: 'json' };
import type { HubServer } from '../../http/create-http-server.ts';

/** `GET /app/v1`: how a session learns what this hub can do beyond the HUB API. */
export function sessionInfoRoutes(app: HubServer): void {
  app.get(
    SESSION_PATHS.info,
    { config: { access: 'open', doc: { summary: 'What this hub can do', reply: HubInfoReply } } },
    async (): Promise<HubInfoReply> => {
      return { name: 'trainyard', version: packageJson.version, capabilities: [...CAPABILITIES] };
    },
  );
}
