import { copyFile, open } from 'node:fs/promises';
import { readTask } from '../suite/load-process.ts';

/** Copies files, all at once, each synced as `cp` and `sync` would. */
export interface CopyLoad {
  readonly from: string;
  readonly to: readonly string[];
  readonly folder: string;
}

const { from, to, folder } = await readTask<CopyLoad>();
const start = performance.now();
await Promise.all(
  to.map(async (path) => {
    await copyFile(from, path);
    for (const written of [path, folder]) {
      const file = await open(written, 'r');
      await file.sync();
      await file.close();
    }
  }),
);
process.stdout.write(JSON.stringify({ seconds: (performance.now() - start) / 1000 }));
