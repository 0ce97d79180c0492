import type { ConsoleBatch, ConsoleStream } from './console-batch.ts';

/**
 * Gives a copy of everything that the process writes to standard output and error to the batch.
 * @returns undoes it, and hands on the rest.
 */
export function captureConsole(batch: ConsoleBatch): () => void {
  const undoes = (['stdout', 'stderr'] as const).map((name) => tap(name, batch));
  return () => {
    for (const undo of undoes) undo();
    batch.end();
  };
}

function tap(name: ConsoleStream, batch: ConsoleBatch): () => void {
  const stream = process[name];
  const original = stream.write;
  const decoder = new TextDecoder();
  const tapped = function (this: unknown, ...args: unknown[]): boolean {
    const [piece] = args;
    try {
      const text =
        piece instanceof Uint8Array ? decoder.decode(piece, { stream: true }) : `${piece}`;
      batch.push(name, text);
    } catch {
      // Whatever is wrong with the copy, the output itself goes its way.
    }
    return Reflect.apply(original, stream, args) as boolean;
  };
  stream.write = tapped as typeof stream.write;
  return () => {
    // Somebody else may have put their own on top since; theirs then still calls ours.
    if (stream.write === (tapped as typeof stream.write)) stream.write = original;
  };
}
