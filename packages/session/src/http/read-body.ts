import type { IncomingMessage } from 'node:http';
import { parseLenientJson } from '@trainyard/protocol/lenient-json';

/** Most bytes of a reply that is held in memory. */
const MOST = 64 * 1024 * 1024;

/**
 * Reads a reply as text.
 * @throws Error when it is longer than `most` bytes, or when the connection breaks before its end.
 */
export async function readText(response: IncomingMessage, most = MOST): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > most) {
      response.destroy();
      throw new Error(`the reply is longer than ${most} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/**
 * Reads a reply as JSON, bare NaN and Infinity allowed.
 * @throws SyntaxError when it is not JSON.
 */
export async function readJson(response: IncomingMessage): Promise<unknown> {
  return parseLenientJson(await readText(response));
}

/** Reads a reply to its end and forgets it, so that the connection can be used again. */
export async function drain(response: IncomingMessage): Promise<void> {
  for await (const _chunk of response);
}
