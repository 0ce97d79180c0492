import type { FinishBody } from '@trainyard/protocol';
import type { Finish } from './training-session.ts';

/** How a training ended, in the hub's words and within its limits. */
export function finishBody(
  sessionId: string,
  { exitCode, message, lastLines, state = 'trained' }: Finish,
): FinishBody {
  return {
    sessionId,
    state,
    ...(exitCode !== undefined && { exitCode }),
    ...(message !== undefined && { message: message.slice(0, 10_000) }),
    ...(lastLines !== undefined && {
      lastLines: lastLines.slice(-200).map((line) => line.slice(0, 10_000)),
    }),
  };
}
