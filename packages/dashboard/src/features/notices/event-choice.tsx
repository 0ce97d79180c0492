import type { NoticeEvent } from '@trainyard/protocol';
import { EVENT_WORDS, EVENTS } from './notice-events.ts';

export interface EventChoiceProps {
  /** What is ticked at first. */
  readonly chosen: readonly NoticeEvent[];
}

/** Which events somebody wants to hear of; a part of a form, see `formEvents`. */
export function EventChoice({ chosen }: EventChoiceProps) {
  return (
    <fieldset className="bare">
      <legend>When a model of yours</legend>
      <div className="row">
        {EVENTS.map((event) => (
          <label key={event} className="row tight">
            <input
              type="checkbox"
              name="events"
              value={event}
              defaultChecked={chosen.includes(event)}
            />
            {EVENT_WORDS[event]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
