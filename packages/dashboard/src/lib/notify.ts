import { useSyncExternalStore } from 'react';

let message = '';
let timer: ReturnType<typeof setTimeout>;
const listeners = new Set<() => void>();

/** Says something for a few seconds, to eyes and to screen readers. */
export function notify(text: string): void {
  message = text;
  clearTimeout(timer);
  timer = setTimeout(() => {
    message = '';
    for (const listener of listeners) listener();
  }, 5000);
  for (const listener of listeners) listener();
}

/** What is being said, or an empty text. */
export function useNotification(): string {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => message,
  );
}
