import { open } from 'node:fs/promises';
import { LineCollector } from '@trainyard/session';

/** How often the file is looked at, in milliseconds. */
const INTERVAL = 500;

/**
 * Follows a growing text file, from its beginning, also when it appears only later.
 * @returns reads what is there once more, and ends.
 */
export function followLines(file: string, onLine: (line: string) => void): () => Promise<void> {
  const lines = new LineCollector();
  const decoder = new TextDecoder();
  let position = 0;
  let reading: Promise<void> = Promise.resolve();

  const read = async (): Promise<void> => {
    const handle = await open(file, 'r').catch(() => null);
    if (handle === null) return;
    try {
      const stream = handle.createReadStream({ start: position, autoClose: false });
      for await (const piece of stream as AsyncIterable<Buffer>) {
        position += piece.length;
        for (const line of lines.push(decoder.decode(piece, { stream: true }))) onLine(line);
      }
    } finally {
      await handle.close();
    }
  };
  const again = (): Promise<void> => {
    reading = reading.then(read).catch(() => undefined);
    return reading;
  };
  const timer = setInterval(() => void again(), INTERVAL);
  return async () => {
    clearInterval(timer);
    await again();
    for (const line of lines.end()) onLine(line);
  };
}
