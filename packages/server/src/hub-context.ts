import type { ApiKeys } from './accounts/api-keys.ts';
import type { People } from './accounts/people.ts';
import type { BlobStore } from './blobs/blob-store.ts';
import type { DownloadLinks } from './blobs/download-links.ts';
import type { PathSigner } from './blobs/signed-path.ts';
import type { Database } from './database/open-database.ts';
import type { LiveBus } from './live/live-bus.ts';
import type { LiveFeed } from './live/live-feed.ts';
import type { Origin } from './origin.ts';
import type { MetricsIngest } from './training/ingest-metrics.ts';

/** What the parts of a running hub share; made once, by `createHub`. */
export interface HubContext {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly live: LiveBus;
  readonly people: People;
  /** What `live` tells, numbered and kept for a while, for the web page. */
  readonly feed: LiveFeed;
  readonly apiKeys: ApiKeys;
  readonly links: DownloadLinks;
  readonly signer: PathSigner;
  readonly ingest: MetricsIngest;
  readonly origin: Origin;
  /** Largest upload, in bytes. */
  readonly maxUploadBytes: number;
}
