import { Argument, type Command } from 'commander';
import { completionScript } from '../completion/completion-script.ts';

/** `trainyard completion SHELL`: prints the script that makes the shell complete verbs and flags. */
export function registerCompletion(program: Command): void {
  program
    .command('completion')
    .description('Print the completion script of a shell.')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action((shell: 'bash' | 'zsh' | 'fish') => {
      process.stdout.write(completionScript(shell, program));
    });
}
