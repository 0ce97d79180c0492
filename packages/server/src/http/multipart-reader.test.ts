import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HubError } from '@trainyard/protocol';
import { readMultipart } from './multipart-reader.ts';

/** Full of what nearly is a boundary. */
const FILE = '\r\n--edg\r\r\n--\r\n--edge1-edge\r\n--ed\r\n'.replace('edge1', 'edgf').repeat(5);
const BODY = `preamble\r\n--edge\r\ncontent-disposition: form-data; name="epoch"\r\n\r\n4\r\n--edge\r\ncontent-disposition: form-data; name="last.pt"; filename="last \\"1\\".pt"\r\n\r\n${FILE}\r\n--edge\r\ncontent-disposition: form-data; name="map"\r\n\r\n0.5\r\n--edge--\r\n`;

describe('a multipart body', () => {
  it('is the same however it is cut into chunks, each of which is gone after the next', async () => {
    for (let size = 1; size <= BODY.length; size++) {
      assert.deepEqual(
        await parts(BODY, size),
        [
          ['epoch', '4'],
          ['last.pt', 'last "1".pt', FILE],
          ['map', '0.5'],
        ],
        `chunks of ${size} bytes`,
      );
    }
  });

  it('that ends early is refused, wherever that is', async () => {
    const end = BODY.lastIndexOf('--');
    for (let length = 0; length < end + 2; length++) {
      await assert.rejects(
        parts(BODY.slice(0, length), 7),
        (error: HubError) => error.code === 'invalid_multipart',
        `${length} bytes`,
      );
    }
  });
});

async function parts(body: string, size: number): Promise<string[][]> {
  const read: string[][] = [];
  for await (const part of readMultipart(chunks(body, size), 'edge')) {
    if (part.kind === 'field') {
      read.push([part.name, part.value]);
      continue;
    }
    let content = '';
    for await (const piece of part.body) content += piece.toString('latin1');
    read.push([part.name, part.fileName, content]);
  }
  return read;
}

/** Chunks that are overwritten once the next is asked for. */
async function* chunks(body: string, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) {
    const chunk = Buffer.from(body.slice(at, at + size), 'latin1');
    yield chunk;
    chunk.fill('x');
  }
}
