import { execFile } from 'node:child_process';
import { access, constants, open } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';

/** What a trainer in Python runs on. */
export interface PythonEnvironment {
  /** e.g. `python 3.11.2`. */
  readonly runtime: string;
  /** Version by package, of all that its interpreter finds; at most {@link MOST_PACKAGES}. */
  readonly packages: Readonly<Record<string, string>>;
}

const MOST_PACKAGES = 500;

/** Time for the interpreter's answer, in milliseconds. */
const TIMEOUT = 20_000;

const PYTHON = /^(python|pypy)[\d.]*(\.exe)?$/;

/** Lists what is installed, without importing any of it. */
const PROGRAM = `
import json, platform
from importlib.metadata import distributions
found = {}
for one in distributions():
    name = one.metadata["Name"]
    if name:
        found.setdefault(name, one.version)
names = sorted(found, key=str.lower)[:${MOST_PACKAGES}]
print(json.dumps({"version": platform.python_version(), "packages": {name: found[name] for name in names}}))
`;

/**
 * Asks the interpreter that a command runs in for its version and packages: `python …`, and scripts
 * that pip has installed (`yolo`, `torchrun`), whose first line names it.
 * @returns null for any other command, or when the interpreter does not answer.
 */
export async function readPythonEnvironment(
  [program = '']: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<PythonEnvironment | null> {
  const file = await findProgram(program, env);
  const interpreter = PYTHON.test(basename(program)) ? program : file && (await readShebang(file));
  return interpreter ? ask(interpreter, env) : null;
}

/** Where a shell would find a program. */
async function findProgram(program: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  if (/[/\\]/.test(program)) return program;
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, program);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return null;
}

/** The Python of a script's first line, in any of the forms that installers write; else null. */
async function readShebang(file: string): Promise<string | null> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return null;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024), 0, 1024, 0);
    const [first = '', second = ''] = buffer.toString('utf8', 0, bytesRead).split('\n');
    if (!first.startsWith('#!')) return null;
    // Too long a path for the system stands in a second line, which a shell runs.
    const words = first.slice(2).trim().split(/\s+/);
    const long = /^'''exec'\s+"?([^"\s]+)/.exec(second)?.[1];
    const named = long ?? (basename(words[0] ?? '') === 'env' ? words.at(-1) : words[0]);
    return named !== undefined && PYTHON.test(basename(named)) ? named : null;
  } finally {
    await handle.close();
  }
}

function ask(interpreter: string, env: NodeJS.ProcessEnv): Promise<PythonEnvironment | null> {
  // Not in the trainer's folder, whose modules would come before Python's own.
  const options = { env, cwd: '/', timeout: TIMEOUT, maxBuffer: 4e6, windowsHide: true };
  return new Promise((resolve) => {
    execFile(interpreter, ['-c', PROGRAM], options, (error, stdout) => {
      try {
        if (error) return resolve(null);
        const { version, packages } = JSON.parse(stdout) as {
          version: string;
          packages: Record<string, string>;
        };
        resolve({ runtime: `python ${version}`, packages });
      } catch {
        resolve(null);
      }
    });
  });
}
