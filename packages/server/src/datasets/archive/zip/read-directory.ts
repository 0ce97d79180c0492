import { setImmediate } from 'node:timers/promises';
import type { ArchiveSource } from '../archive-source.ts';
import type { CheckProgress } from '../check-progress.ts';
import { DatasetRefused } from '../dataset-refused.ts';
import { type ArchiveLimits, defaultArchiveLimits } from '../limits.ts';
import { openArchive } from '../open-archive.ts';
import { EntryTable } from './entry-table.ts';
import { refuseOverlaps } from './refuse-overlaps.ts';

/** What an archive holds, without having unpacked any of it. */
export interface Directory {
  readonly table: EntryTable;
  /** Bytes that all entries unpack to, as the directory says. */
  readonly unpackedBytes: number;
}

/** How to read a directory. */
export interface ReadDirectoryOptions {
  /** Default: `defaultArchiveLimits`. */
  readonly limits?: ArchiveLimits | undefined;
  /** Stops the reading; what it throws is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
}

/** Entries listed before whatever else waits on the event loop gets its turn. */
const ENTRIES_IN_A_ROW = 1000;

/**
 * Reads the directory of a zip into a table, and refuses what no dataset needs and no unpacker
 * should meet: see `openArchive`, and besides `name_duplicate`, `total_too_large`,
 * `entries_overlap`, `archive_empty`.
 *
 * @throws DatasetRefused
 */
export async function readDirectory(
  source: ArchiveSource,
  { limits = defaultArchiveLimits, signal, onProgress }: ReadDirectoryOptions = {},
): Promise<Directory> {
  const archive = await openArchive(source, limits);
  const table = new EntryTable(archive.entryCount, limits.maxFolders);
  const total = archive.entryCount;
  let unpackedBytes = 0;
  let done = 0;
  for await (const entry of archive.entries()) {
    if (entry.isFolder) table.folders.add(entry.path);
    else if (!table.add(entry)) throw new DatasetRefused('name_duplicate', entry.path);
    unpackedBytes += entry.locator.size;
    if (unpackedBytes > limits.maxTotalBytes) {
      throw new DatasetRefused(
        'total_too_large',
        null,
        `It unpacks to more than ${limits.maxTotalBytes} bytes.`,
      );
    }
    done += 1;
    if (done % ENTRIES_IN_A_ROW === 0) {
      await setImmediate();
      signal?.throwIfAborted();
      onProgress?.({ step: 'directory', done, total });
    }
  }
  if (table.length === 0) throw new DatasetRefused('archive_empty');
  refuseFileAsFolder(table);
  refuseOverlaps(table);
  signal?.throwIfAborted();
  onProgress?.({ step: 'directory', done, total });
  return { table, unpackedBytes };
}

/** A name cannot be that of a file and of a folder: one of them would be lost in unpacking. */
function refuseFileAsFolder(table: EntryTable): void {
  for (let folder = 1; folder < table.folders.count; folder += 1) {
    const path = table.folders.path(folder);
    if (table.hasAnyCase(path)) throw new DatasetRefused('name_duplicate', path);
  }
}
