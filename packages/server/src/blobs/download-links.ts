import type { Origin } from '../origin.ts';
import type { PathSigner } from './signed-path.ts';

/** How long a handed-out link works, in milliseconds. Long enough to start a queued training. */
const LINK_MS = 24 * 60 * 60 * 1000;

/** Characters of the hash in a file name: enough to tell a file's versions apart. */
const SHORT_HASH = 12;

/**
 * Signed links to blobs. Clients cache downloads by file name and reuse them unverified, so each
 * name is unique where they do: a checkpoint's and a dataset's name hold part of their hash.
 */
export class DownloadLinks {
  readonly #origin: Origin;
  readonly #signer: PathSigner;
  readonly #now: () => number;

  constructor(origin: Origin, signer: PathSigner, now: () => number = Date.now) {
    this.#origin = origin;
    this.#signer = signer;
    this.#now = now;
  }

  /** `…/{modelId}/best.pt`: the clients keep it in a folder named by the model. */
  bestWeights(modelId: string, hash: string): string {
    return this.#link(hash, modelId, 'best.pt');
  }

  /** `…/{modelId}/{modelId}-{hash}.pt`: the clients keep all checkpoints in one folder. */
  checkpoint(modelId: string, hash: string): string {
    return this.#link(hash, modelId, `${modelId}-${hash.slice(0, SHORT_HASH)}.pt`);
  }

  /** `…/{datasetId}/{name}-{hash}.zip`: the clients keep it in the working folder. */
  dataset(datasetId: string, hash: string, fileName: string): string {
    const dot = fileName.lastIndexOf('.');
    const stem = dot > 0 ? fileName.slice(0, dot) : fileName;
    const ending = dot > 0 ? fileName.slice(dot) : '.zip';
    return this.#link(hash, datasetId, `${stem}-${hash.slice(0, SHORT_HASH)}${ending}`);
  }

  /** `…/{modelId}/{slug}-{hash}.pt`: clients reuse the weights of an `ul://` address by name. */
  weights(modelId: string, hash: string, slug: string): string {
    return this.#link(hash, modelId, `${slug}-${hash.slice(0, SHORT_HASH)}.pt`);
  }

  /** `…/{datasetId}/{slug}-{archive hash}.ndjson`: clients name the dataset's folder after it. */
  datasetExport(datasetId: string, hash: string, slug: string, archiveHash: string): string {
    return this.#link(hash, datasetId, `${slug}-${archiveHash.slice(0, SHORT_HASH)}.ndjson`);
  }

  /** A file beside a model's weights, under its own name. */
  modelFile(modelId: string, hash: string, name: string): string {
    return this.#link(hash, modelId, name);
  }

  /** A project's picture. */
  image(projectId: string, hash: string, type: string): string {
    return this.#link(hash, projectId, `image.${type.slice(type.indexOf('/') + 1)}`);
  }

  #link(hash: string, id: string, fileName: string): string {
    const rest = `${encodeURIComponent(id)}/${encodeURIComponent(fileName)}`;
    // Whole hours: the same link for a while, so that caches by URL work too.
    const expiresAt = Math.ceil((this.#now() + LINK_MS) / 3_600_000) * 3_600_000;
    return this.#origin.url + this.#signer.sign({ hash, rest }, expiresAt);
  }
}
