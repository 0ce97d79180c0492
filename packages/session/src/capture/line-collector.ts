/** Longest line that is kept, in characters. */
const LONGEST = 10_000;

/** ANSI colours and cursor movements. */
const ANSI = /\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07/g;

/**
 * Gathers whole lines from pieces of output. Of a progress bar that redraws its line by carriage
 * returns only the last state is kept; colours are removed.
 */
export class LineCollector {
  #rest = '';

  /** Takes a piece. Returns the lines that it completes. */
  push(piece: string): string[] {
    const pieces = (this.#rest + piece).split('\n');
    this.#rest = lastState(pieces.pop() ?? '').slice(-LONGEST);
    return pieces.map((line) => lastState(line).replace(ANSI, '').slice(0, LONGEST));
  }

  /** The line without an end, if there is one. */
  end(): string[] {
    const rest = this.#rest.replace(ANSI, '');
    this.#rest = '';
    return rest === '' ? [] : [rest];
  }
}

/** A return at the very end may be half of `\r\n`, or come before the next state. */
function lastState(line: string): string {
  const trimmed = line.replace(/\r+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('\r') + 1);
}
