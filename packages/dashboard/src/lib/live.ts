import type { LiveChange } from '@trainyard/protocol';
import { APP_PATHS } from '@trainyard/protocol/app/paths';

/** What those who listen are told. `resync`: anything may have changed. */
export type LiveMessage =
  | { readonly kind: 'change'; readonly change: LiveChange }
  | { readonly kind: 'resync' }
  | { readonly kind: 'connected' | 'lost' };

const CHANNEL = 'trainyard-live';

/** How long the connection may be gone before anybody is told, in milliseconds. */
const PATIENCE_MS = 2500;

/**
 * The changes that the hub tells of. Tabs of one browser share a connection (browsers allow six
 * to one host): the tab that holds the lock has it and tells the others. Where the browser has no
 * locks (a page without https), each tab has its own.
 * @param models other people's models to hear of; such a page keeps a connection of its own.
 * @returns a function that ends it.
 */
export function listenLive(
  models: readonly string[],
  tell: (message: LiveMessage) => void,
): () => void {
  if (models.length > 0 || !('locks' in navigator)) return connect(models, tell);
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (event: MessageEvent<LiveMessage>) => tell(event.data);
  const abort = new AbortController();
  let close: (() => void) | undefined;
  navigator.locks
    .request(CHANNEL, { signal: abort.signal }, () => {
      close = connect([], (message) => {
        tell(message);
        channel.postMessage(message);
      });
      return new Promise<void>((resolve) =>
        abort.signal.addEventListener('abort', () => resolve()),
      );
    })
    .catch(() => {});
  return () => {
    abort.abort();
    close?.();
    channel.close();
  };
}

function connect(models: readonly string[], tell: (message: LiveMessage) => void): () => void {
  let source: EventSource | undefined;
  let lastId = '';
  let again: ReturnType<typeof setTimeout>;
  let worry: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    const query = new URLSearchParams(models.map((model) => ['model', model]));
    // A new EventSource does not send the last id itself.
    if (lastId) query.set('after', lastId);
    source = new EventSource(`${APP_PATHS.events}?${query}`);
    source.onopen = () => {
      clearTimeout(worry);
      worry = undefined;
      tell({ kind: 'connected' });
    };
    const heard = (event: MessageEvent) => {
      lastId = event.lastEventId || lastId;
    };
    source.addEventListener('hello', (event) => {
      heard(event);
      // What was read before the connection stood, here or in other tabs, may be out of date.
      tell({ kind: 'resync' });
    });
    source.addEventListener('resync', (event) => {
      heard(event);
      tell({ kind: 'resync' });
    });
    source.addEventListener('change', (event) => {
      heard(event);
      tell({ kind: 'change', change: JSON.parse(event.data as string) as LiveChange });
    });
    source.onerror = () => {
      worry ??= setTimeout(() => tell({ kind: 'lost' }), PATIENCE_MS);
      // After an answer other than 200 a browser does not try again by itself.
      if (source?.readyState !== EventSource.CLOSED) return;
      again = setTimeout(open, 2000);
    };
  };
  open();
  return () => {
    clearTimeout(again);
    clearTimeout(worry);
    source?.close();
  };
}
