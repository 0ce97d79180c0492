/** What is read of a `package.json` here. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly license: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** SQLite inside Node is safe from this version on (see `database/sqlite/dialect.ts`). */
const NODE = '>=24.21.0';

/** What each package is, for whoever finds it in a registry. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  '@trainyard/protocol': 'Paths, wire types and error codes of Trainyard.',
  '@trainyard/session': 'What a trainer in TypeScript or JavaScript links to talk to Trainyard.',
  '@trainyard/server': 'The Trainyard hub as a library: createHub(options).',
};

/** The manifest of a package as it is installed: JavaScript below `dist`, types beside it. */
export function packedManifest(own: Manifest, root: Manifest) {
  const isProgram = own.name === '@trainyard/cli';
  const name = isProgram ? root.name : own.name;
  return {
    name,
    version: own.version,
    description: (isProgram ? root.description : DESCRIPTIONS[name]) ?? '',
    license: own.license,
    type: 'module',
    engines: { node: NODE },
    files: ['dist', ...(name === '@trainyard/server' ? ['dashboard'] : [])],
    ...(isProgram && { bin: { trainyard: 'dist/main.js' } }),
    ...(own.exports && { exports: packedExports(own.exports) }),
    dependencies: own.dependencies ?? {},
  };
}

function packedExports(exports: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(exports).map(([path, source]) => {
      const script = source.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '.js');
      return [path, { types: script.replace(/\.js$/, '.d.ts'), default: script }];
    }),
  );
}
