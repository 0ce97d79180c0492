import { HubError } from '@trainyard/protocol';
import type { BlobStore, PutOptions, StoredBlob } from '../blob-store.ts';
import type { Appended, PartialUploads } from '../partial-uploads.ts';
import type { Bucket } from './bucket.ts';
import { PART_BYTES, type PartBuffers } from './part-buffers.ts';
import { PartWriter } from './part-writer.ts';

const PARTIAL = 'partial/';

/** How many objects are removed at once. */
const AT_ONCE = 8;

/** A stretch of an upload: one object. */
interface Piece {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Uploads as objects `partial/{id}/{start}-{end}`, one for each stretch that was acknowledged, of
 * at most 5 MiB. Nothing is ever overwritten, and nothing of it is in a process: a connection that
 * one hub still holds open, while the client goes on at another, adds the same bytes in other
 * stretches. How far an upload is follows from the names of its objects alone.
 */
export class S3PartialUploads implements PartialUploads {
  readonly #bucket: Bucket;
  readonly #buffers: PartBuffers;
  readonly #blobs: BlobStore;

  constructor(bucket: Bucket, buffers: PartBuffers, blobs: BlobStore) {
    this.#bucket = bucket;
    this.#buffers = buffers;
    this.#blobs = blobs;
  }

  async create(id: string): Promise<void> {
    await this.#bucket.put(keyOf(id, 0, 0), Buffer.alloc(0));
  }

  async size(id: string): Promise<number | undefined> {
    return (await this.#pieces(id)).at(-1)?.end;
  }

  async append(id: string, offset: number, source: AsyncIterable<Buffer>): Promise<Appended> {
    let size = offset;
    const send = async (bytes: Buffer) => {
      await this.#bucket.put(keyOf(id, size, size + bytes.length), bytes);
      size += bytes.length;
    };
    const parts = new PartWriter(this.#buffers, PART_BYTES, send);
    try {
      let broken: unknown;
      try {
        for await (const chunk of source) await parts.add(chunk);
      } catch (error) {
        // What ended the source, or what the bucket said, which the next line says again.
        broken = error;
      }
      const rest = await parts.rest();
      if (rest.length > 0) await send(rest);
      return { size, error: broken };
    } finally {
      await parts.close();
    }
  }

  store(id: string, options: PutOptions): Promise<StoredBlob> {
    return this.#blobs.put(this.read(id), options);
  }

  async *read(id: string): AsyncGenerator<Buffer> {
    let at = 0;
    for (const { key, start, end } of await this.#pieces(id)) {
      if (end === at) continue;
      const range = { start: at - start, end: end - start };
      let left = end - at;
      try {
        for await (const chunk of await this.#bucket.read(key, { range })) {
          left -= chunk.length;
          yield chunk;
        }
      } catch (cause) {
        throw cause instanceof HubError ? cause : new HubError('storage_unavailable', { cause });
      }
      if (left !== 0) throw new HubError('storage_unavailable');
      at = end;
    }
  }

  async remove(id: string): Promise<void> {
    const keys: string[] = [];
    for await (const { key } of this.#bucket.list(folderOf(id))) keys.push(key);
    for (let at = 0; at < keys.length; at += AT_ONCE) {
      await Promise.all(keys.slice(at, at + AT_ONCE).map((key) => this.#bucket.remove(key)));
    }
  }

  async idle(before: number): Promise<string[]> {
    const touched = new Map<string, number>();
    for await (const { key, modifiedAt } of this.#bucket.list(PARTIAL)) {
      const id = key.split('/')[1]!;
      touched.set(id, Math.max(touched.get(id) ?? 0, modifiedAt));
    }
    return [...touched].filter(([, modifiedAt]) => modifiedAt < before).map(([id]) => id);
  }

  /** The stretches from the beginning on, each reaching further than the one before, without a gap. */
  async #pieces(id: string): Promise<Piece[]> {
    const all: Piece[] = [];
    for await (const { key } of this.#bucket.list(folderOf(id))) {
      const [start, end] = key.split('/').at(-1)!.split('-').map(Number) as [number, number];
      all.push({ key, start, end });
    }
    all.sort((a, b) => a.start - b.start || b.end - a.end);
    const path: Piece[] = [];
    for (const piece of all) {
      const reached = path.at(-1)?.end ?? 0;
      if (piece.start > reached) break;
      if (piece.end > reached || path.length === 0) path.push(piece);
    }
    return path;
  }
}

function folderOf(id: string): string {
  if (!/^[A-Za-z0-9]+$/.test(id)) throw new HubError('not_found');
  return `${PARTIAL}${id}/`;
}

function keyOf(id: string, start: number, end: number): string {
  return `${folderOf(id)}${String(start).padStart(15, '0')}-${String(end).padStart(15, '0')}`;
}
