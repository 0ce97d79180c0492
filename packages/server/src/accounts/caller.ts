import { type ApiKeyScope, HubError } from '@trainyard/protocol';

/** Who makes a request, and what they may do. */
export type Caller = SignedInCaller | typeof ANONYMOUS;

export interface SignedInCaller {
  readonly kind: 'account';
  readonly userId: string;
  readonly username: string;
  /** `owner` may add people to this hub. */
  readonly role: 'owner' | 'member';
  /** A person's own session has the scope `full`. */
  readonly scope: ApiKeyScope;
}

/** Somebody without credentials: sees what is public or unlisted. */
export const ANONYMOUS = { kind: 'anonymous' } as const;

/** The scopes in which each thing may be done. */
const ALLOWED: Record<Access, readonly ApiKeyScope[]> = {
  read: ['read', 'train', 'full'],
  train: ['train', 'full'],
  manage: ['full'],
};

/** What a route does: reads; does what a trainer must; or changes and deletes at will. */
export type Access = 'read' | 'train' | 'manage';

/**
 * The caller's account, if it may do `access`.
 * @throws HubError not_signed_in, scope_too_small
 */
export function requireAccount(caller: Caller, access: Access): SignedInCaller {
  if (caller.kind === 'anonymous') throw new HubError('not_signed_in');
  if (!ALLOWED[access].includes(caller.scope)) {
    throw new HubError('scope_too_small', { details: { scope: caller.scope } });
  }
  return caller;
}
