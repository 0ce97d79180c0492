import {
  fillPath,
  type ModelState,
  type NoticeEvent,
  PATHS,
  type WebhookMessage,
} from '@trainyard/protocol';

/** A model whose state has changed since it was last told of. */
export interface ChangedModel {
  readonly id: string;
  readonly name: string;
  readonly project: string | null;
  readonly state: ModelState;
  readonly told_state: ModelState;
  readonly epochs_done: number;
  readonly failure: string | null;
}

const VERBS: Readonly<Record<ModelState, string>> = {
  new: 'was reset',
  training: 'is training',
  disconnected: 'has not been heard of for too long',
  trained: 'has been trained',
  cancelled: 'was cancelled',
  failed: 'failed',
};

/** The event of a model that has come into a state. */
export function eventOf(state: ModelState): NoticeEvent {
  return state === 'new' ? 'model.reset' : `model.${state}`;
}

/** What people and programs are told of a change. @param origin the hub's public origin. */
export function describeChange(model: ChangedModel, origin: string, at: number): WebhookMessage {
  const { id, name, project, state, epochs_done: epochsDone } = model;
  const failure = state === 'failed' ? (model.failure?.slice(0, 1000) ?? null) : null;
  const url = origin + fillPath(PATHS.web.model, { id });
  const where = project === null ? '' : ` in ${project}`;
  const epochs = epochsDone === 1 ? '1 epoch' : `${epochsDone} epochs`;
  const sentence = `${name}${where} ${VERBS[state]} (${epochs})${failure ? `: ${failure}` : '.'}`;
  return {
    event: eventOf(state),
    at: new Date(at).toISOString(),
    text: `${escaped(sentence)} ${url}`,
    model: {
      id,
      name,
      project,
      state,
      previousState: model.told_state,
      epochsDone,
      failure,
      url,
    },
  };
}

/** Slack's three: a model named `<!channel>` calls nobody. */
function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
