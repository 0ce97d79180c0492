import { queryOptions } from '@tanstack/react-query';
import type { PeopleReply, SignInLinkReply, StorageLimitReply } from '@trainyard/protocol';
import { APP_PATHS } from '@trainyard/protocol/app/paths';
import { request } from '../../lib/api.ts';

/** Everybody with an account; for the hub's owner. */
export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => request<PeopleReply>(APP_PATHS.people, { signal }),
});

export function invite(email: string, name: string): Promise<SignInLinkReply> {
  const body = { email, ...(name && { name }) };
  return request(APP_PATHS.people, { method: 'POST', body });
}

export function resetPassword(id: string): Promise<SignInLinkReply> {
  return request(APP_PATHS.personLink, { method: 'POST', params: { id } });
}

export const storageLimitQuery = (id: string) =>
  queryOptions({
    queryKey: ['people', id, 'storage'],
    queryFn: ({ signal }) =>
      request<StorageLimitReply>(APP_PATHS.personStorageLimit, { params: { id }, signal }),
    staleTime: 0,
  });

/** @param limit in bytes; null for none */
export function limitStorage(id: string, limit: number | null): Promise<unknown> {
  return request(APP_PATHS.personStorageLimit, { method: 'PUT', params: { id }, body: { limit } });
}

export function removePerson(id: string): Promise<void> {
  return request(APP_PATHS.person, { method: 'DELETE', params: { id } });
}
