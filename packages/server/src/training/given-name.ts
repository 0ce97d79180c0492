import { MAX_NAME_LENGTH } from '@trainyard/protocol';

/** The path of a file that a training starts from, as against a name that somebody chose. */
const WEIGHTS_PATH = /[\\/].*\.(pt|ya?ml)$/i;

/** `run/weights/last.pt` tells more than `last.pt`. */
const PARTS = 3;

/**
 * The name that a new model gets. `ultralytics` up to 8.4.114 names the model of a local training
 * after the whole path of its file; the end of that path is kept, at most what a name may have.
 */
export function givenName(name: string): string {
  if (!WEIGHTS_PATH.test(name)) return name;
  const parts = name.split(/[\\/]+/).filter((part) => part !== '' && part !== '.');
  return parts.slice(-PARTS).join('/').slice(-MAX_NAME_LENGTH);
}
