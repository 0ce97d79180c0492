import { sendFinish } from '../client/send-finish.ts';
import type { Spool } from '../spool/spool.ts';
import type { Warn } from '../warning.ts';
import { isRefusedForGood } from './is-refused-for-good.ts';
import type { Target } from './target.ts';

/** Tells the hub how the training ended, once nothing else is left in the spool to send. */
export async function deliverFinish(
  spool: Spool,
  target: Target,
  options: { readonly signal?: AbortSignal | undefined; readonly warn: Warn },
): Promise<void> {
  const body = await spool.readFinish();
  if (body === null) return;
  try {
    // Over the HUB API alone the final upload is what marks a model trained.
    if (target.capabilities.has('finish')) {
      await sendFinish(target.client, target.modelId, body, options.signal);
    }
  } catch (error) {
    if (!isRefusedForGood(error)) throw error;
    options.warn('finish_refused', (error as Error).message);
  }
  await spool.removeFinish();
}
