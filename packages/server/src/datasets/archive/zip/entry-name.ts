import { type ExtraField, getFileNameLowLevel } from 'yauzl';
import { DatasetRefused } from '../dataset-refused.ts';
import type { ArchiveLimits } from '../limits.ts';

/** The parts of a directory record that say what an entry is called. */
export interface RawEntryName {
  readonly generalPurposeBitFlag: number;
  readonly fileNameRaw: Buffer;
  readonly extraFields: ExtraField[];
}

/** An entry's name, safe to use as a relative path. */
export interface EntryName {
  /** Relative, `/` between parts, no `.`, `..` or empty parts; empty for the archive's own folder. */
  readonly path: string;
  readonly isFolder: boolean;
}

/** What most file systems allow between two slashes, in bytes. */
const MAX_PART_BYTES = 255;

/** Extra field by which a second, Unicode name is given (APPNOTE.TXT 4.6.9). */
const UNICODE_PATH = 0x7075;

/**
 * Decodes and checks an entry's name. Where an entry carries two names, both must be harmless:
 * which of them counts depends on who unpacks.
 *
 * @throws DatasetRefused `name_invalid`, `name_backslash`, `name_absolute`, `name_traversal`, `name_too_long`
 */
export function entryName(entry: RawEntryName, limits: ArchiveLimits): EntryName {
  const { generalPurposeBitFlag: flags, fileNameRaw, extraFields } = entry;
  const header = getFileNameLowLevel(flags, fileNameRaw, [], true);
  // Code page 437 maps control bytes to pictures, while Python keeps them: so look at the bytes.
  if (fileNameRaw.some((byte) => byte < 0x20 || byte === 0x7f)) {
    throw new DatasetRefused('name_invalid', header);
  }
  refuseUnsafe(header);
  const hasUnicodePath = extraFields.some((field) => field.id === UNICODE_PATH);
  const name = hasUnicodePath ? getFileNameLowLevel(flags, fileNameRaw, extraFields, true) : header;
  if (hasUnicodePath) refuseUnsafe(name);

  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (
    Buffer.byteLength(name) > limits.maxNameBytes ||
    parts.some((part) => Buffer.byteLength(part) > MAX_PART_BYTES)
  ) {
    throw new DatasetRefused('name_too_long', name);
  }
  const isFolder = name.endsWith('/');
  if (parts.length === 0 && !isFolder) throw new DatasetRefused('name_invalid', name);
  return { path: parts.join('/'), isFolder };
}

function refuseUnsafe(name: string): void {
  if (name === '' || /[\p{Cc}\ufffd]/u.test(name)) throw new DatasetRefused('name_invalid', name);
  if (name.includes('\\')) throw new DatasetRefused('name_backslash', name);
  if (/^(\/|[a-z]:)/i.test(name)) throw new DatasetRefused('name_absolute', name);
  if (name.split('/').includes('..')) throw new DatasetRefused('name_traversal', name);
}
