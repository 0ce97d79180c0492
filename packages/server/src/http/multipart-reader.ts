import { HubError } from '@trainyard/protocol';

/** A text field of a form. */
export interface FieldPart {
  readonly kind: 'field';
  readonly name: string;
  readonly value: string;
}

/** A file of a form. Its body must be read to the end, or given up, before the next part. */
export interface FilePart {
  readonly kind: 'file';
  readonly name: string;
  readonly fileName: string;
  readonly body: AsyncIterable<Buffer>;
}

/** Most bytes of a part's headers, of a field's value, and most parts: forms here are small. */
const MAX_HEADER = 16 * 1024;
const MAX_FIELD = 64 * 1024;
const MAX_PARTS = 100;

const HEADER_END = Buffer.from('\r\n\r\n');

/**
 * Reads a multipart/form-data body part by part (RFC 7578), as it arrives: a file is handed on in
 * slices of the received chunks, never copied and never gathered; each is good until the next. A body that ends before its
 * closing boundary is an error, so half an upload can never pass for a whole one.
 * @throws HubError invalid_multipart
 */
export async function* readMultipart(
  source: AsyncIterable<Buffer>,
  boundary: string,
): AsyncGenerator<FieldPart | FilePart> {
  const input = new Input(source);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // The first boundary has no line break before it; with one put in front it is like the others.
  input.unread(Buffer.from('\r\n'));
  await skip(input.upTo(delimiter));
  for (let parts = 0; ; parts++) {
    const after = await input.take(2);
    if (after.equals(Buffer.from('--'))) return;
    if (!after.equals(Buffer.from('\r\n')) || parts === MAX_PARTS) throw broken();
    const header = parseHeader(await gather(input.upTo(HEADER_END), MAX_HEADER));
    const body = input.upTo(delimiter);
    if (header.fileName === undefined) {
      const value = (await gather(body, MAX_FIELD)).toString('utf8');
      yield { kind: 'field', name: header.name, value };
    } else {
      yield { kind: 'file', name: header.name, fileName: header.fileName, body };
      await skip(body);
    }
  }
}

/** The boundary of a content type. @throws HubError unsupported_media_type, invalid_multipart */
export function boundaryOf(contentType: string | undefined): string {
  if (!contentType?.toLowerCase().startsWith('multipart/form-data')) {
    throw new HubError('unsupported_media_type', {
      message: 'Send the file as multipart/form-data.',
    });
  }
  const found = /boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(contentType);
  const boundary = found?.[1] ?? found?.[2];
  if (!boundary) throw broken();
  return boundary;
}

/** The received bytes, with a way to push back what was read too far. */
class Input {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  unread(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([bytes, this.#rest]);
  }

  async take(count: number): Promise<Buffer> {
    while (this.#rest.length < count) await this.#more();
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  /** Everything before `delimiter`, which is consumed too. A second iteration goes on, or ends. */
  upTo(delimiter: Buffer): AsyncIterableIterator<Buffer> {
    let done = false;
    const next = async (): Promise<IteratorResult<Buffer>> => {
      while (!done) {
        const at = this.#rest.indexOf(delimiter);
        if (at >= 0) {
          const before = this.#rest.subarray(0, at);
          this.#rest = this.#rest.subarray(at + delimiter.length);
          done = true;
          if (before.length > 0) return { done: false, value: before };
          break;
        }
        // The end of what is here may be the beginning of a delimiter.
        const safe = this.#rest.length - overlap(this.#rest, delimiter);
        if (safe > 0) {
          const value = this.#rest.subarray(0, safe);
          this.#rest = this.#rest.subarray(safe);
          return { done: false, value };
        }
        await this.#more();
      }
      return { done: true, value: undefined };
    };
    return { next, [Symbol.asyncIterator]: () => ({ next }) as AsyncIterableIterator<Buffer> };
  }

  async #more(): Promise<void> {
    // A copy: the chunk that it is part of is good only until the next one.
    const rest = Buffer.from(this.#rest);
    const { done, value } = await this.#chunks.next();
    if (done) throw broken();
    this.#rest = rest.length === 0 ? value : Buffer.concat([rest, value]);
  }
}

/** How many bytes at the end of `bytes` are the beginning of `delimiter`, and not all of it. */
function overlap(bytes: Buffer, delimiter: Buffer): number {
  for (let most = Math.min(bytes.length, delimiter.length - 1); most > 0; most--) {
    // The first byte of a delimiter, a line break or a hyphen, is rare enough to skip to.
    const at = bytes.indexOf(delimiter[0]!, bytes.length - most);
    if (at < 0) return 0;
    most = bytes.length - at;
    if (bytes.subarray(at).equals(delimiter.subarray(0, most))) return most;
  }
  return 0;
}

function parseHeader(bytes: Buffer): { name: string; fileName: string | undefined } {
  const disposition = bytes
    .toString('utf8')
    .split('\r\n')
    .find((line) => /^content-disposition:/i.test(line));
  const name = parameter(disposition, 'name');
  if (name === undefined) throw broken();
  return { name, fileName: parameter(disposition, 'filename') };
}

function parameter(disposition: string | undefined, name: string): string | undefined {
  const extended = new RegExp(`;\\s*${name}\\*=utf-8''([^;\\s]+)`, 'i').exec(disposition ?? '');
  if (extended) {
    try {
      return decodeURIComponent(extended[1]!);
    } catch {
      throw broken();
    }
  }
  const plain = new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(disposition ?? '');
  // Browsers percent-encode a quote in a name; Python's urllib3 escapes it.
  return plain?.[1]?.replace(/%22/g, '"').replace(/\\(.)/g, '$1');
}

async function gather(body: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw broken();
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

async function skip(body: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of body);
}

function broken(): HubError {
  return new HubError('invalid_multipart');
}
