import type { BlobStore } from '../blobs/blob-store.ts';
import type { PartialUploads } from '../blobs/partial-uploads.ts';
import type { Monitor } from './monitor.ts';
import { withMembers } from './with-members.ts';

/** The blob store, its operations timed and traced. */
export function observeBlobs(blobs: BlobStore, monitor: Monitor): BlobStore {
  const observe = observer(monitor);
  return withMembers(blobs, {
    put: (source, options) => observe('put', () => blobs.put(source, options)),
    open: (hash, range) => observe('open', () => blobs.open(hash, range)),
    size: (hash) => observe('size', () => blobs.size(hash)),
    remove: (hash, notAfter) => observe('remove', () => blobs.remove(hash, notAfter)),
  });
}

/** The uploads under way; making a blob of one counts as putting it into the store. */
export function observePartials(partials: PartialUploads, monitor: Monitor): PartialUploads {
  const observe = observer(monitor);
  return withMembers(partials, {
    store: (id, options) => observe('put', () => partials.store(id, options)),
  });
}

function observer(monitor: Monitor) {
  return async <T>(operation: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const span = monitor.tracing?.start(`blob ${operation}`);
    let outcome = 'error';
    try {
      const result = await work();
      outcome = 'ok';
      return result;
    } finally {
      monitor.blobs.note(performance.now() - began, operation, outcome);
      span?.end(outcome === 'ok');
    }
  };
}
