import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { RequestBody } from '../http/request-body.ts';

/** A file to be sent as one part. */
export interface FilePart {
  /** Name of the part, and its file name. */
  readonly name: string;
  readonly path: string;
  /** Exact size in bytes. */
  readonly size: number;
}

/**
 * A `multipart/form-data` body (RFC 7578) of text fields followed by one file, streamed from disk
 * with its exact length known beforehand.
 */
export function multipartBody(
  fields: Readonly<Record<string, string>>,
  file: FilePart,
): RequestBody {
  const boundary = `trainyard-${randomBytes(16).toString('hex')}`;
  const texts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(name)}"\r\n\r\n${value}\r\n`,
  );
  const name = escapeName(file.name);
  const head = Buffer.from(
    `${texts.join('')}--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: head.length + file.size + tail.length,
    async *open() {
      yield head;
      yield* createReadStream(file.path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
      yield tail;
    },
  };
}

/** As browsers do (WHATWG HTML, multipart/form-data encoding). */
function escapeName(name: string): string {
  return name.replace(/\r/g, '%0D').replace(/\n/g, '%0A').replace(/"/g, '%22');
}
