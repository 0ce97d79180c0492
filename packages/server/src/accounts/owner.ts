import type { ResolvedOptions } from '../hub-options.ts';
import type { ApiKeys } from './api-keys.ts';
import type { People } from './people.ts';

/**
 * Makes sure that the hub has an owner with an API key, and that what the operator set holds.
 * @returns the key, when this start made it.
 */
export async function ensureOwner(
  { people, apiKeys }: { people: People; apiKeys: ApiKeys },
  options: Pick<ResolvedOptions, 'apiKey' | 'ownerEmail' | 'ownerPassword'>,
): Promise<string | undefined> {
  const known = await people.owner();
  const id = known?.id ?? (await people.create({ email: options.ownerEmail, role: 'owner' })).id;
  if (options.ownerPassword !== undefined) await people.setPassword(id, options.ownerPassword);
  if (options.apiKey !== undefined) {
    await apiKeys.adopt(id, options.apiKey);
    return undefined;
  }
  if (known) return undefined;
  return (await apiKeys.create(id, { name: 'First key' })).key;
}
