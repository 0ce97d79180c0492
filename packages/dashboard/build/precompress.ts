import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Writes `.br` and `.gz` beside every text file of the build, so that the hub only sends bytes. */
export function precompress(): Plugin {
  let folder = 'dist';
  return {
    name: 'trainyard:precompress',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    async closeBundle() {
      const paths = await readdir(folder, { recursive: true });
      await Promise.all(
        paths
          .filter((path) => /\.(html|js|css|svg|webmanifest)$/.test(path))
          .map((path) => compress(join(folder, path))),
      );
    },
  };
}

async function compress(path: string): Promise<void> {
  const plain = await readFile(path);
  const options = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } };
  await writeFile(`${path}.br`, brotliCompressSync(plain, options));
  await writeFile(`${path}.gz`, gzipSync(plain, { level: 9 }));
}
