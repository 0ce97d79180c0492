import { PATHS, type ProjectRetention, type Retention } from '@trainyard/protocol';
import { type Command, InvalidArgumentError } from 'commander';
import { connect, type HubFlags, withHub } from '../../hub/hub-options.ts';
import { print, printJson } from '../../output/print.ts';

interface Options extends HubFlags {
  readonly every?: number;
  readonly bestAndLast?: true;
  readonly all?: true;
  readonly json?: true;
}

/** `trainyard projects retention PROJECT`: says, or sets, which checkpoints a project keeps. */
export function registerProjectsRetention(projects: Command): void {
  withHub(projects.command('retention').description('Say which checkpoints a project keeps.'))
    .argument('<project>', 'its id')
    .option('--every <n>', 'besides best, last and final: every n-th', whole)
    .option('--best-and-last', 'only best, last, final and promoted ones')
    .option('--all', 'every checkpoint')
    .option('--json', 'output for scripts')
    .action(retention);
}

async function retention(id: string, options: Options): Promise<void> {
  const client = await connect(options);
  const wanted = wantedRetention(options);
  const what = `what project ${id} keeps`;
  const path = PATHS.app.projectRetention;
  const reply = await client.call<ProjectRetention>(
    wanted === undefined
      ? { what, path, params: { id } }
      : { what, path, params: { id }, method: 'PUT', json: { retention: wanted } },
  );
  if (options.json) printJson(reply);
  else print(inWords(reply.retention));
}

function wantedRetention({ every, bestAndLast, all }: Options): Retention | null | undefined {
  if (every !== undefined) return { every };
  if (bestAndLast) return { every: null };
  return all ? null : undefined;
}

function inWords(retention: Retention | null): string {
  if (!retention) return 'keeps every checkpoint';
  const { every } = retention;
  return `keeps best, last, final and promoted checkpoints${every === null ? '' : `, and one in every ${every}`}`;
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new InvalidArgumentError('Expected a whole number from 1 to 999,999.');
  }
  return Number(text);
}
