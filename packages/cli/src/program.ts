import { Command } from 'commander';
import { registerCompletion } from './commands/completion.ts';
import { registerDatasets } from './commands/datasets.ts';
import { registerImport } from './commands/import.ts';
import { registerLogin } from './commands/login.ts';
import { registerLogout } from './commands/logout.ts';
import { registerModels } from './commands/models.ts';
import { registerOpen } from './commands/open.ts';
import { registerProjects } from './commands/projects.ts';
import { registerRun } from './commands/run.ts';
import { registerServe } from './commands/serve.ts';
import { registerSync } from './commands/sync.ts';
import { registerWhoami } from './commands/whoami.ts';

/** The command line, with all its verbs. Errors are thrown, not exited with. */
export function makeProgram(): Command {
  const program = new Command('trainyard')
    .description('The training hub you run yourself.')
    .showHelpAfterError()
    .enablePositionalOptions()
    .exitOverride();
  registerServe(program);
  registerLogin(program);
  registerLogout(program);
  registerWhoami(program);
  registerRun(program);
  registerImport(program);
  registerSync(program);
  registerModels(program);
  registerProjects(program);
  registerDatasets(program);
  registerOpen(program);
  registerCompletion(program);
  return program;
}
