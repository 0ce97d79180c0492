/** The states of a model; the transitions between them live in the server's `model-state.ts`. */
export const MODEL_STATES = [
  'new',
  'training',
  'disconnected',
  'trained',
  'cancelled',
  'failed',
] as const;

/** One of {@link MODEL_STATES}. */
export type ModelState = (typeof MODEL_STATES)[number];

/** Who sees an object without owning it: nobody, whoever has its link, or everybody (listed). */
export const VISIBILITIES = ['private', 'unlisted', 'public'] as const;

/** One of {@link VISIBILITIES}. */
export type Visibility = (typeof VISIBILITIES)[number];
