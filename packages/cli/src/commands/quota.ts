import { PATHS, type PeopleReply, type StorageLimitReply } from '@trainyard/protocol';
import { size } from '@trainyard/session';
import { type Command, InvalidArgumentError } from 'commander';
import { EXIT_CODES } from '../exit-codes.ts';
import { connect, type HubFlags, withHub } from '../hub/hub-options.ts';
import { print, printJson } from '../output/print.ts';

/** `trainyard quota EMAIL [LIMIT]`: what an account stores, and may. For the hub's owner. */
export function registerQuota(program: Command): void {
  withHub(program.command('quota').description('Show or set how much an account may store.'))
    .argument('<account>', 'its e-mail address, user name or id')
    .argument('[limit]', 'such as 500GB or 20GiB; none for no limit', bytes)
    .option('--json', 'output for scripts')
    .action(quota);
}

/** @param limit in bytes; null for none, undefined to leave it as it is */
async function quota(
  account: string,
  limit: number | null | undefined,
  options: HubFlags & { json?: true },
): Promise<void> {
  const client = await connect(options);
  const { items } = await client.call<PeopleReply>({ what: 'the people', path: PATHS.app.people });
  const person = items.find(({ id, email, username }) => [id, email, username].includes(account));
  if (!person) {
    process.stderr.write(`trainyard: this hub has no account ${account}\n`);
    process.exitCode = EXIT_CODES.notFound;
    return;
  }
  const reply = await client.call<StorageLimitReply>({
    what: `the storage of ${account}`,
    path: PATHS.app.personStorageLimit,
    params: { id: person.id },
    ...(limit !== undefined && { method: 'PUT', json: { limit } }),
  });
  if (options.json) printJson({ account: person.email, ...reply });
  else print(`${person.email} uses ${size(reply.used)} of ${limitInWords(reply.limit)}`);
}

function limitInWords(limit: number | null): string {
  return limit === null ? 'no limit' : size(limit);
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];
const BINARY_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Reads an amount of storage: bytes, or a number with a unit. */
export function bytes(text: string): number | null {
  if (text === 'none') return null;
  const [, number, unit = 'B'] = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)?$/.exec(text) ?? [];
  const same = (one: string) => one.toLowerCase() === unit.toLowerCase();
  const decimal = UNITS.findIndex(same);
  const binary = BINARY_UNITS.findIndex(same);
  const amount = Math.round(
    Number(number) * (decimal >= 0 ? 1000 ** decimal : binary >= 0 ? 1024 ** binary : Number.NaN),
  );
  if (Number.isSafeInteger(amount)) return amount;
  throw new InvalidArgumentError('Expected an amount such as 500GB or 20GiB, or none.');
}
