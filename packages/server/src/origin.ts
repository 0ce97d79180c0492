/**
 * The public origin of a hub, without a trailing slash. An object, because with port 0 it is
 * known only once the hub listens.
 */
export interface Origin {
  readonly url: string;
}
