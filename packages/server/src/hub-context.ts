import type { ApiKeys } from './accounts/api-keys.ts';
import type { People } from './accounts/people.ts';
import type { BlobStore } from './blobs/blob-store.ts';
import type { DirectTransfers } from './blobs/direct-transfers.ts';
import type { DownloadLinks } from './blobs/download-links.ts';
import type { PathSigner } from './blobs/signed-path.ts';
import type { Database } from './database/open-database.ts';
import type { LiveBus } from './live/live-bus.ts';
import type { LiveFeed } from './live/live-feed.ts';
import type { Mailer } from './mail/mailer.ts';
import type { Monitor } from './monitoring/monitor.ts';
import type { Notifier } from './notices/notifier.ts';
import type { Webhooks } from './notices/webhooks.ts';
import type { Origin } from './origin.ts';
import type { CheckpointUploads } from './training/checkpoint-uploads.ts';
import type { Heartbeats } from './training/heartbeats.ts';
import type { MetricsIngest } from './training/ingest-metrics.ts';
import type { ObservationIngest } from './training/ingest-observations.ts';
import type { RollupKeeper } from './training/rollups/rollup-keeper.ts';
import type { DirectUploads } from './training/runs/direct-uploads.ts';
import type { TrainableModels } from './training/trainable-models.ts';

/** What the parts of a running hub share; made once, by `createHub`. */
export interface HubContext {
  readonly database: Database;
  readonly blobs: BlobStore;
  /** How clients reach the blob store without the hub in between, where they may. */
  readonly direct: DirectTransfers | undefined;
  readonly live: LiveBus;
  /** What `live` tells, numbered and kept for a while, for the web page. */
  readonly feed: LiveFeed;
  readonly people: People;
  readonly apiKeys: ApiKeys;
  readonly links: DownloadLinks;
  readonly signer: PathSigner;
  readonly trainable: TrainableModels;
  readonly heartbeats: Heartbeats;
  readonly ingest: MetricsIngest;
  readonly rollups: RollupKeeper;
  readonly observations: ObservationIngest;
  readonly uploads: CheckpointUploads;
  readonly directUploads: DirectUploads;
  readonly webhooks: Webhooks;
  readonly notifier: Notifier;
  /** Undefined when the hub sends no e-mail. */
  readonly mailer: Mailer | undefined;
  readonly monitor: Monitor;
  /** What Prometheus shows at `/metrics`; undefined when only the owner's key counts. */
  readonly metricsToken: string | undefined;
  readonly origin: Origin;
  /** Largest upload, in bytes. */
  readonly maxUploadBytes: number;
  /** Patience with an upload that brings nothing, in milliseconds. */
  readonly stallMs: number;
}
