import type { OnOperateProgress, OperateProgress } from '@trainyard/server/operate';
import { size } from '@trainyard/session';

/** Least time between two drawings, in milliseconds. */
const REDRAW = 200;

/**
 * Shows how far a long piece of work is, on standard error: a line that is drawn again on a
 * terminal, elsewhere one line for each part of the work.
 */
export function showProgress(stream = process.stderr): OnOperateProgress {
  let drawn = 0;
  let what: string | undefined;
  return (progress) => {
    const isNew = progress.what !== what;
    what = progress.what;
    if (!stream.isTTY) {
      if (isNew) stream.write(`${progress.what}…\n`);
      return;
    }
    const isLast = progress.done === progress.total;
    if (!isNew && !isLast && Date.now() - drawn < REDRAW) return;
    drawn = Date.now();
    stream.write(`\r\x1b[K${inWords(progress)}${isLast ? '\n' : ''}`);
  };
}

function inWords({ what, done, total, unit }: OperateProgress): string {
  const amount = (number: number) =>
    unit === 'bytes' ? size(number) : `${number.toLocaleString('en')}`;
  const of = total === undefined ? '' : ` of ${amount(total)}`;
  return `${what}: ${amount(done)}${of}${unit === 'bytes' ? '' : ` ${unit}`}`;
}
