import { LineCollector } from '@trainyard/session';
import { followFile } from './follow-file.ts';

/** How often the file is looked at, in milliseconds. */
const INTERVAL = 500;

/**
 * Follows the lines of a growing text file, from its beginning, also when it appears only later.
 * @returns reads what is there once more, and ends.
 */
export function followLines(file: string, onLine: (line: string) => void): () => void {
  const lines = new LineCollector();
  const decoder = new TextDecoder();
  const onPiece = (piece: Buffer): void => {
    for (const line of lines.push(decoder.decode(piece, { stream: true }))) onLine(line);
  };
  const stop = followFile(file, onPiece, { interval: INTERVAL });
  return () => {
    stop();
    for (const line of lines.end()) onLine(line);
  };
}
