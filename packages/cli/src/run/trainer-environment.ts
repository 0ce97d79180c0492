import { basename } from 'node:path';
import { type Environment, type Mask, readEnvironment } from '@trainyard/session';
import { readPythonEnvironment } from './python-environment.ts';

/** What a trainer runs on and with: the machine, its folder's git, its own runtime and packages. */
export async function trainerEnvironment(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  mask: Mask,
): Promise<Environment> {
  const [environment, python] = await Promise.all([
    readEnvironment(mask, process.cwd(), command),
    readPythonEnvironment(command, env),
  ]);
  if (python) return { ...environment, ...python };
  const program = basename(command[0] ?? '');
  // Our own Node and the packages of the folder are the trainer's where that is a script of Node.
  if (/^(node|npm|npx|tsx|bun|deno)(\.exe)?$/.test(program)) return environment;
  return { ...environment, runtime: program, packages: {} };
}
