import type { SignedInCaller } from '../../accounts/caller.ts';
import type { ModelsTable } from '../../database/schema.ts';
import { keepEarlyConsole } from './early-console.ts';
import { observe } from './observe.ts';
import { type EventData, isObject, type RunContext } from './run-context.ts';
import type { RunName } from './run-name.ts';

/**
 * `console_output`, in the order of `chunkId` whatever order it arrives in: from 1, and from
 * 8.4.190 on from the milliseconds since 1970, so that a resumed process goes on above the one
 * before. From there on live progress bars come beside the text, which may then be empty.
 * @param model as its id named it; without one, the output comes from before the registration.
 */
export async function takeConsole(
  hub: RunContext,
  caller: SignedInCaller,
  name: RunName,
  model: ModelsTable | undefined,
  data: EventData,
): Promise<void> {
  const text = typeof data['content'] === 'string' ? data['content'] : '';
  const number = Number(data['chunkId']);
  const chunk = Number.isSafeInteger(number) && number >= 0 ? number : Date.now();
  const piece = text === '' ? undefined : { chunk, text };
  if (!model) {
    if (piece) await keepEarlyConsole(hub.database, caller, name, piece);
    return;
  }
  const { progress } = data;
  await observe(hub, model, {
    console: piece,
    ...(isObject(progress) && { records: { progress } }),
    heardAs: 'console',
  });
}
