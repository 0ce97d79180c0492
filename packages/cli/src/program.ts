import { Command } from 'commander';

/** Adds a verb to the program. */
type Register = (program: Command) => void;

/** Every verb, in the order of the help, each loaded only when it is needed. */
const VERBS: Readonly<Record<string, () => Promise<Register>>> = {
  serve: async () => (await import('./commands/serve.ts')).registerServe,
  login: async () => (await import('./commands/login.ts')).registerLogin,
  logout: async () => (await import('./commands/logout.ts')).registerLogout,
  whoami: async () => (await import('./commands/whoami.ts')).registerWhoami,
  run: async () => (await import('./commands/run.ts')).registerRun,
  import: async () => (await import('./commands/import.ts')).registerImport,
  sync: async () => (await import('./commands/sync.ts')).registerSync,
  models: async () => (await import('./commands/models.ts')).registerModels,
  projects: async () => (await import('./commands/projects.ts')).registerProjects,
  datasets: async () => (await import('./commands/datasets.ts')).registerDatasets,
  backup: async () => (await import('./commands/backup.ts')).registerBackup,
  check: async () => (await import('./commands/check.ts')).registerCheck,
  restore: async () => (await import('./commands/restore.ts')).registerRestoreHub,
  move: async () => (await import('./commands/move.ts')).registerMove,
  quota: async () => (await import('./commands/quota.ts')).registerQuota,
  open: async () => (await import('./commands/open.ts')).registerOpen,
  completion: async () => (await import('./commands/completion.ts')).registerCompletion,
};

/** Verbs that tell of the others, and so need all of them. */
const OVERVIEW = new Set(['help', 'completion']);

/**
 * The command line. Errors are thrown, not exited with.
 * @param verb the first word of the command line: where it is known, only that verb is loaded,
 *   because a hub should not wait for what it does not use.
 */
export async function makeProgram(verb: string | undefined): Promise<Command> {
  const program = new Command('trainyard')
    .description('The training hub you run yourself.')
    .showHelpAfterError()
    .enablePositionalOptions()
    .exitOverride();
  const one = verb !== undefined && !OVERVIEW.has(verb) && Object.hasOwn(VERBS, verb);
  for (const name of one ? [verb] : Object.keys(VERBS)) (await VERBS[name]!())(program);
  return program;
}
