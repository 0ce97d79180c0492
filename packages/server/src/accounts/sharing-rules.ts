import { HubError, type Visibility } from '@trainyard/protocol';
import type { Caller, SignedInCaller } from './caller.ts';

/** The columns that decide who sees an object. */
export interface Shared {
  readonly owner_id: string;
  readonly visibility: Visibility;
  readonly deleted_at: number | null;
}

/** What is in the trash is out of everybody's sight, save where the trash itself is shown. */
export function maySee(caller: Caller, object: Shared): boolean {
  if (object.deleted_at !== null) return false;
  return isOwner(caller, object) || object.visibility !== 'private';
}

export function isOwner(caller: Caller, object: Pick<Shared, 'owner_id'>): boolean {
  return caller.kind === 'account' && caller.userId === object.owner_id;
}

/**
 * The object, if the caller may see it; the same answer whether it is hidden or does not exist.
 * @throws HubError not_found
 */
export function visible<T extends Shared>(caller: Caller, object: T | undefined): T {
  if (!object || !maySee(caller, object)) throw new HubError('not_found');
  return object;
}

/**
 * The object, if it is the caller's own. Somebody else's object that the caller may see gives
 * `not_allowed`, a hidden one `not_found`.
 * @throws HubError not_found, not_allowed
 */
export function owned<T extends Shared>(caller: SignedInCaller, object: T | undefined): T {
  const seen = visible(caller, object);
  if (!isOwner(caller, seen)) {
    throw new HubError('not_allowed', { message: 'Only its owner may change this.' });
  }
  return seen;
}

/** `visibility` of a request; `public` is its older spelling. Undefined when neither was sent. */
export function requestedVisibility(body: {
  readonly visibility?: Visibility;
  readonly public?: boolean;
}): Visibility | undefined {
  if (body.visibility !== undefined) return body.visibility;
  if (body.public === undefined) return undefined;
  return body.public ? 'public' : 'private';
}
