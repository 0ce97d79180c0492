import { posix } from 'node:path';
import type { EntryTable } from '../zip/entry-table.ts';

/** Endings of what the Python clients take for an image, in any of their versions. */
const IMAGE = /\.(avif|bmp|dng|heic|heif|jp2|jpe?g|mpo|pfm|png|tiff?|webp)$/i;

/** Whether a file name is that of an image that trainers would load. */
export function isImageName(baseName: string): boolean {
  return IMAGE.test(baseName) && !isHiddenName(baseName);
}

/** Whether trainers pass over a file or folder of this name when they look for images. */
export function isHiddenName(name: string): boolean {
  return name.startsWith('.');
}

/** Whether a path is a Mac's by-product, which the Python client does not unpack. */
export function isJunk(path: string): boolean {
  return path.includes('__MACOSX') || path.includes('.DS_Store');
}

/**
 * Where the label of an image is looked for: the last folder `images` becomes `labels`, the ending
 * becomes .txt. Without such a folder it lies beside the image.
 */
export function labelPathOf(imagePath: string): string {
  const path = `/${imagePath}`;
  const at = path.lastIndexOf('/images/');
  const moved = at < 0 ? path : `${path.slice(0, at)}/labels/${path.slice(at + '/images/'.length)}`;
  return `${moved.slice(1, moved.lastIndexOf('.'))}.txt`;
}

/**
 * A relative path, as a YAML or a list of images gives it, below a folder of the archive.
 *
 * @returns the path in the archive; undefined where it leads out of it
 */
export function resolveInArchive(folder: string, relative: string): string | undefined {
  const path = posix.join(folder, relative);
  if (path === '..' || path.startsWith('../') || posix.isAbsolute(relative)) return undefined;
  return path === '.' ? '' : path.replace(/\/$/, '');
}

/** The archive's only top folder; empty where it has several of them, or files beside it. */
export function topFolder(table: EntryTable): string {
  const { folders } = table;
  const tops = folders.childrenOf(0).filter((folder) => !isJunk(folders.path(folder)));
  for (let row = 0; row < table.length; row += 1) {
    if (table.folder(row) === 0 && !isJunk(table.baseName(row))) return '';
  }
  return tops.length === 1 && tops[0] !== undefined ? folders.path(tops[0]) : '';
}
