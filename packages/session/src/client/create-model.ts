import { randomBytes } from 'node:crypto';
import type { CreateModelBody } from '@trainyard/protocol';
import { IDEMPOTENCY_KEY } from '@trainyard/protocol/app/session-paths';
import { PATHS } from '@trainyard/protocol/paths';
import { findOrMakeProject } from './find-or-make-project.ts';
import type { HubClient } from './hub-client.ts';
import type { Limits } from './list-pages.ts';
import { readData } from './read-data.ts';

/** A model that the hub is to make. */
export interface NewModel {
  readonly body: CreateModelBody;
  /** Name of its project; made when missing. Default: the body's, or none. */
  readonly project?: string;
  /**
   * One key makes one model, also when an answer was lost and the request is sent again, today or
   * in a week. Servers that do not know it make another one then.
   */
  readonly key: string;
}

/** A key for one model. */
export function creationKey(): string {
  return randomBytes(15).toString('base64url');
}

/**
 * `POST /v1/models`.
 * @returns the new model's id.
 */
export async function createModel(
  client: HubClient,
  { body, project, key }: NewModel,
  limits: Limits = {},
): Promise<string> {
  const projectId =
    project === undefined ? undefined : await findOrMakeProject(client, project, limits);
  const { id } = await client.call<{ id: string }>({
    what: 'a new model',
    method: 'POST',
    path: PATHS.hub.models,
    headers: { [IDEMPOTENCY_KEY]: key },
    json: { ...body, ...(projectId !== undefined && { projectId }) },
    read: readData<{ id: string }>,
    ...limits,
  });
  return id;
}
