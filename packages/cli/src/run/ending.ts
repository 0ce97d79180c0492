import type { Finish } from '@trainyard/session';
import type { Exit } from './child.ts';

/**
 * How a trainer's end reads on the hub.
 * @param lines the last ones that it printed, secrets masked.
 */
export function endingOf(
  exit: Exit,
  stopped: boolean,
  lines: readonly string[],
): Required<Pick<Finish, 'state'>> & Pick<Finish, 'exitCode' | 'message' | 'lastLines'> {
  const state = stopped ? 'cancelled' : exit.status === 0 ? 'trained' : 'failed';
  const message = exit.signal ? `killed by ${exit.signal}` : `exited with ${exit.status}`;
  return {
    state,
    exitCode: exit.code,
    ...(state === 'failed' && { message, lastLines: lines }),
  };
}
