import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { ERRORS } from '@trainyard/protocol';

/** What each package may import of ours: arrows point one way. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  session: ['protocol'],
  server: ['protocol'],
  dashboard: ['protocol'],
  cli: ['protocol', 'session', 'server'],
};

/** Holds programs to copy, shown as text: what they import, the page does not. */
const SNIPPETS = 'packages/dashboard/src/features/first-run/snippets.ts';

const sources = globSync('{packages,examples,scripts,test,bench,compat}/**/*.{ts,tsx}', {
  exclude: (path) => /node_modules|\/dist\/|\.venvs/.test(path),
});
const read = (file: string) => readFileSync(file, 'utf8');

describe('the house', () => {
  for (const [name, allowed] of Object.entries(ALLOWED)) {
    it(`lets ${name} import only ${allowed.join(', ') || 'nothing'} of ours`, () => {
      for (const file of sources.filter((path) => path.startsWith(`packages/${name}/src/`))) {
        if (file === SNIPPETS || /\.test\.ts$|\/(testing|test-support)\//.test(file)) continue;
        const text = read(file);
        for (const [, wanted] of text.matchAll(
          /^(?:import|export|\}) ?[^`]*?from '@trainyard\/([a-z]+)[^']*';$/gm,
        )) {
          assert.ok(allowed.includes(wanted!), `${file} imports @trainyard/${wanted}`);
        }
        for (const [, path] of text.matchAll(/from '((?:\.\.\/)+[^']*)'/g)) {
          const depth = file.split('/').length - 3;
          const up = path!.split('../').length - 1;
          assert.ok(up <= depth, `${file} reaches out of its package: ${path}`);
        }
      }
    });
  }

  it('keeps SQL out of the APIs, and HTTP out of the rules', () => {
    for (const file of sources) {
      const text = read(file);
      if (/server\/src\/apis\//.test(file)) assert.doesNotMatch(text, /from 'kysely'/, file);
      if (/server\/src\/(training|datasets|projects|accounts|catalogue|blobs)\//.test(file)) {
        assert.doesNotMatch(text, /from 'fastify'/, file);
      }
    }
  });

  it('keeps every file below 400 lines', () => {
    for (const file of sources) {
      const lines = read(file).split('\n').length;
      assert.ok(lines <= 400, `${file} has ${lines} lines`);
    }
  });

  it('lets only packages on the list run scripts when they are installed', () => {
    const { allowScripts } = JSON.parse(read('package.json'));
    const lock = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { hasInstallScript?: boolean; optional?: boolean }>;
    };
    for (const [path, entry] of Object.entries(lock.packages)) {
      const name = path.split('node_modules/').at(-1)!;
      if (entry.hasInstallScript) assert.ok(name in allowScripts, `${name} runs a script`);
    }
  });

  it('pins every dependency to one version', () => {
    for (const file of globSync('{package.json,packages/*/package.json,examples/*/package.json}')) {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(read(file));
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        assert.match(String(version), /^\d+\.\d+\.\d+/, `${name} in ${file}`);
      }
    }
  });

  it('lists every error code in the documentation', () => {
    const page = read('docs/errors.md');
    for (const [code, [status]] of Object.entries(ERRORS)) {
      assert.match(page, new RegExp(`\\| \`${code}\` \\| ${status} \\|`), code);
    }
  });

  it('has no link in the documentation that leads nowhere', () => {
    for (const file of globSync('{*.md,docs/**/*.md}')) {
      for (const [, target] of read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)) {
        assert.ok(existsSync(join(dirname(file), target!)), `${target} in ${file}`);
      }
    }
  });

  it('names no host of a package registry and no path of a developer', () => {
    const files = globSync(
      '{*.md,docs/**/*.md,package.json,package-lock.json,.npmrc,.ci/run,packages/**/*.{ts,tsx,md}}',
      { exclude: (path) => /node_modules|\/dist\//.test(path) },
    );
    for (const file of files) {
      assert.doesNotMatch(read(file), /registry\.npmjs\.org|pypi\.org|\/work\/main/, file);
    }
  });
});
