import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { output, run } from './command.ts';
import { ensureDebianPackages } from './debian.ts';
import type { Environment } from './types.ts';

const TORCH_REQUIREMENTS = fileURLToPath(new URL('../requirements/torch.txt', import.meta.url));
const DEBIAN_PYTHON = '/usr/bin/python3';
const PIP = ['-m', 'pip', '--disable-pip-version-check', '--no-input'];
const INSTALL = ['install', '--quiet', '--no-warn-conflicts'];

/**
 * Makes the virtual environments, and finds them again.
 *
 * They lie outside the repository: its clones share them, and `ultralytics` takes the first `.git`
 * above its own files for the place where datasets and runs go.
 */
export class Environments {
  readonly #root: string;
  readonly #made = new Map<string, Promise<string>>();

  constructor() {
    const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
    this.#root = process.env['TRAINYARD_COMPAT_CACHE'] ?? join(cache, 'trainyard-compat');
  }

  /** The Python of an environment, made first if it is missing or was made from other packages. */
  python(environment: Environment): Promise<string> {
    let made = this.#made.get(environment.name);
    if (!made) {
      made = environment.torch ? this.#onTorch(environment) : this.#alone(environment);
      this.#made.set(environment.name, made);
    }
    return made;
  }

  /** The layer that has torch and the imaging packages, shared by all clients that train. */
  async #torch(): Promise<string> {
    const python = await basePython(['python3-venv', 'python3-torch', 'python3-torchvision']);
    const recipe = await readFile(TORCH_REQUIREMENTS, 'utf8');
    return this.#build('torch', [python, recipe], async (folder) => {
      await run(python, ['-m', 'venv', '--system-site-packages', folder]);
      await run(join(folder, 'bin/python'), [...PIP, ...INSTALL, '-r', TORCH_REQUIREMENTS]);
    });
  }

  async #alone({ name, packages }: Environment): Promise<string> {
    const python = await basePython(['python3-venv']);
    return this.#build(name, [python, packages], async (folder) => {
      await run(python, ['-m', 'venv', folder]);
      await run(join(folder, 'bin/python'), [...PIP, ...INSTALL, ...packages]);
    });
  }

  /** A thin environment: its own packages, then the torch layer's by a path file, then Debian's. */
  async #onTorch({ name, packages, bare = [] }: Environment): Promise<string> {
    const layer = await this.#torch();
    const requirements = await readFile(TORCH_REQUIREMENTS, 'utf8');
    return this.#build(name, [layer, requirements, packages, bare], async (folder) => {
      await run(layer, ['-m', 'venv', '--system-site-packages', '--without-pip', folder]);
      const python = join(folder, 'bin/python');
      const site = (of: string): Promise<string> =>
        output(of, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))']);
      await writeFile(join(await site(python), '_torch.pth'), `${await site(layer)}\n`);
      const pip = [...PIP, '--python', python, ...INSTALL];
      if (bare.length > 0) await run(layer, [...pip, '--no-deps', ...bare]);
      if (packages.length > 0) await run(layer, [...pip, ...packages]);
    });
  }

  /** Makes a folder anew unless its stamp says that it was made, to the end, from the same recipe. */
  async #build(
    name: string,
    recipe: readonly unknown[],
    make: (folder: string) => Promise<void>,
  ): Promise<string> {
    const folder = join(this.#root, name);
    const stamp = join(folder, 'made-from.json');
    const wanted = JSON.stringify(recipe);
    const found = await readFile(stamp, 'utf8').catch(() => undefined);
    if (found !== wanted) {
      console.log(`  making the environment ${name}`);
      await rm(folder, { recursive: true, force: true });
      await mkdir(this.#root, { recursive: true });
      await make(folder);
      await writeFile(stamp, wanted);
    }
    return join(folder, 'bin/python');
  }
}

/** The Python below everything: Debian's, with these packages, or one that the caller names. */
async function basePython(debianPackages: readonly string[]): Promise<string> {
  const named = process.env['TRAINYARD_COMPAT_PYTHON'];
  if (named) return named;
  await ensureDebianPackages(debianPackages);
  return DEBIAN_PYTHON;
}
