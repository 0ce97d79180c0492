import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

/** One file of the built web page, as it goes over the wire. */
export interface PageFile {
  readonly type: string;
  /** Its name holds a hash of its content, so it never changes. */
  readonly immutable: boolean;
  readonly plain: Buffer;
  readonly br: Buffer | undefined;
  readonly gzip: Buffer | undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/**
 * Reads the built web page, once: it is about a megabyte. Files with an ending that is not listed
 * are left out.
 * @returns files by URL path (`/assets/index-….js`); empty when nothing has been built.
 */
export async function readBuiltPage(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const files = new Map<string, PageFile>();
  for (const path of await list(folder)) {
    const type = TYPES[extname(path)];
    if (type === undefined) continue;
    const read = (ending: string) => readFile(join(folder, path + ending)).catch(() => undefined);
    const [plain, br, gzip] = await Promise.all([read(''), read('.br'), read('.gz')]);
    if (!plain) continue;
    const url = `/${path.split(sep).join('/')}`;
    files.set(url, { type, immutable: url.startsWith('/assets/'), plain, br, gzip });
  }
  return files;
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
