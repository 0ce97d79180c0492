import type { NoticeEvent } from '@trainyard/protocol';

/** What each event says of a model. */
export const EVENT_WORDS: Readonly<Record<NoticeEvent, string>> = {
  'model.training': 'began to train',
  'model.disconnected': 'went silent',
  'model.trained': 'is trained',
  'model.cancelled': 'was stopped',
  'model.failed': 'failed',
  'model.reset': 'was reset',
};

export const EVENTS = Object.keys(EVENT_WORDS) as readonly NoticeEvent[];

/** The events that are ticked in a form with an `EventChoice`. */
export function formEvents(form: FormData): NoticeEvent[] {
  return EVENTS.filter((event) => form.getAll('events').includes(event));
}
