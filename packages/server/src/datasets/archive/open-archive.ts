import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader } from 'yauzl';
import { type ArchiveSource, readBytes } from './archive-source.ts';
import { DatasetRefused } from './dataset-refused.ts';
import type { EntryLocator } from './entry-locator.ts';
import { type ArchiveLimits, defaultArchiveLimits } from './limits.ts';
import { DIRECTORY_RECORD_BYTES, type EndRecord, readEndRecord } from './zip/end-record.ts';
import { entryName } from './zip/entry-name.ts';
import { refuseHazards } from './zip/refuse-hazards.ts';

/** One file or folder of an archive, as its directory tells. */
export interface ArchiveEntry {
  /** Relative, `/` between parts, without `.`, `..` and trailing slash; empty for the archive's own folder. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Bytes of the name as it stands in the archive, which the local header repeats. */
  readonly nameBytes: number;
  readonly locator: EntryLocator;
}

/** A zip whose directory has been found and may be listed. */
export interface OpenedArchive {
  /** Entries, folders included; what `entries()` yields to its end is exactly as many. */
  readonly entryCount: number;
  /**
   * Lists the directory in its own order, each entry checked before it is yielded. Reads the source
   * in windows of 256 KiB and keeps nothing behind. May be called again.
   *
   * @throws DatasetRefused on the first entry that is not harmless; see `entryName`, `refuseHazards`
   */
  entries(): AsyncGenerator<ArchiveEntry, void>;
}

/**
 * Opens a zip through its directory, by ranged reads only: nothing is unpacked, and nothing but the
 * directory is read. Understands zip64.
 *
 * @throws DatasetRefused `too_many_entries`, `archive_empty`, and what `readEndRecord` throws
 */
export async function openArchive(
  source: ArchiveSource,
  limits: ArchiveLimits = defaultArchiveLimits,
): Promise<OpenedArchive> {
  const end = await readEndRecord(source);
  if (end.entryCount === 0) throw new DatasetRefused('archive_empty');
  if (end.entryCount > limits.maxEntries || end.directorySize > limits.maxDirectoryBytes) {
    throw new DatasetRefused(
      'too_many_entries',
      null,
      `It has ${end.entryCount} entries, of at most ${limits.maxEntries}.`,
    );
  }
  return { entryCount: end.entryCount, entries: () => entries(source, end, limits) };
}

async function* entries(
  source: ArchiveSource,
  end: EndRecord,
  limits: ArchiveLimits,
): AsyncGenerator<ArchiveEntry, void> {
  let directoryBytes = 0;
  for await (const entry of directoryRecords(source)) {
    const name = entryName(entry, limits);
    const locator = refuseHazards(entry, name, end.directoryStart, limits);
    directoryBytes +=
      DIRECTORY_RECORD_BYTES +
      entry.fileNameLength +
      entry.extraFieldLength +
      entry.fileCommentLength;
    yield { ...name, nameBytes: entry.fileNameLength, locator };
  }
  // Readers that go by the size and readers that go by the count must see the same files.
  if (directoryBytes !== end.directorySize) throw new DatasetRefused('archive_damaged');
}

/** yauzl's entries, its errors translated. Names stay undecoded: `entryName` is stricter. */
async function* directoryRecords(source: ArchiveSource): AsyncGenerator<Entry, void> {
  const reader = new WindowReader(source);
  try {
    const zip = await fromRandomAccessReaderPromise(reader, source.size, {
      decodeStrings: false,
      validateEntrySizes: false,
    });
    yield* zip.eachEntry();
  } catch (error) {
    if (reader.failure !== undefined || !(error instanceof Error)) throw reader.failure ?? error;
    // yauzl gives its errors no codes.
    const encrypted = error.message.includes('encryption');
    throw new DatasetRefused(
      encrypted ? 'entry_encrypted' : 'archive_damaged',
      null,
      encrypted ? undefined : `The zip reader says: ${error.message}.`,
      { cause: error },
    );
  }
}

/** Bytes fetched at once: yauzl asks twice for every entry, which must not be two ranged reads. */
const WINDOW_BYTES = 256 * 1024;

class WindowReader extends RandomAccessReader {
  /** Why the source itself could not be read, if so: that says nothing about the archive. */
  failure: unknown;
  readonly #source: ArchiveSource;
  #start = 0;
  #window: Buffer = Buffer.alloc(0);

  constructor(source: ArchiveSource) {
    super();
    this.#source = source;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#slice(position, length).then(
      (bytes) => {
        bytes.copy(buffer, offset);
        callback(null);
      },
      (error: Error) => {
        this.failure = error;
        callback(error);
      },
    );
  }

  async #slice(position: number, length: number): Promise<Buffer> {
    const inside =
      position >= this.#start && position + length <= this.#start + this.#window.length;
    if (!inside) {
      const end = Math.min(this.#source.size, position + Math.max(length, WINDOW_BYTES));
      this.#window = await readBytes(this.#source, position, Math.max(end, position + length));
      this.#start = position;
    }
    return this.#window.subarray(position - this.#start, position - this.#start + length);
  }
}
