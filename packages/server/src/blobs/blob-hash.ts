import { HubError } from '@trainyard/protocol';

const HASH = /^[0-9a-f]{64}$/;

/** Addresses become paths: nothing but a SHA-256 may pass. @throws HubError not_found */
export function assertHash(hash: string): void {
  if (!HASH.test(hash)) throw new HubError('not_found');
}

/** Whether a name is the address of a blob. */
export function isHash(name: string): boolean {
  return HASH.test(name);
}
