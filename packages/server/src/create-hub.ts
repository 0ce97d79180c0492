import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ApiKeys } from './accounts/api-keys.ts';
import { loadSecret } from './accounts/load-secret.ts';
import { ensureOwner } from './accounts/owner.ts';
import { People } from './accounts/people.ts';
import { appRoutes } from './apis/app/index.ts';
import { datasetImageRoutes } from './apis/files/dataset-images.ts';
import { fileRoutes } from './apis/files/index.ts';
import { resolveRoutes } from './apis/files/resolve.ts';
import { uploadRoutes } from './apis/files/uploads.ts';
import { hubRoutes } from './apis/hub/index.ts';
import { platformRoutes } from './apis/platform/index.ts';
import { webRoutes } from './apis/web/index.ts';
import { assertFilesThere } from './blobs/assert-files-there.ts';
import { DownloadLinks } from './blobs/download-links.ts';
import { PathSigner } from './blobs/signed-path.ts';
import { openStorage } from './blobs/storage.ts';
import { claimStorage, needsId, readStorageId } from './blobs/storage-id.ts';
import { type Database, openDatabase } from './database/open-database.ts';
import { startHousekeeping } from './housekeeping.ts';
import type { RouteRule } from './http/access.ts';
import { createHttpServer } from './http/create-http-server.ts';
import { healthRoutes } from './http/health.ts';
import { metricsRoutes } from './http/metrics.ts';
import type { HubContext } from './hub-context.ts';
import { type HubOptions, type ResolvedOptions, resolveOptions } from './hub-options.ts';
import { type ChangeLog, LocalLog } from './live/change-log.ts';
import { LiveBus } from './live/live-bus.ts';
import { LiveFeed } from './live/live-feed.ts';
import { lockFolder } from './lock-folder.ts';
import { Mailer } from './mail/mailer.ts';
import { collectWhenIdle } from './memory/collect-when-idle.ts';
import { Monitor } from './monitoring/monitor.ts';
import { observeBlobs, observePartials } from './monitoring/observe-blobs.ts';
import { observeDatabase } from './monitoring/observe-database.ts';
import { Notifier } from './notices/notifier.ts';
import { Webhooks } from './notices/webhooks.ts';
import { assertNoMove } from './operate/move-state.ts';
import { CheckpointUploads } from './training/checkpoint-uploads.ts';
import { FigureKeeper } from './training/figure-keeper.ts';
import { Heartbeats } from './training/heartbeats.ts';
import { MetricsIngest } from './training/ingest-metrics.ts';
import { ObservationIngest } from './training/ingest-observations.ts';
import { RollupKeeper } from './training/rollups/rollup-keeper.ts';
import { DirectUploads } from './training/runs/direct-uploads.ts';
import { TrainableModels } from './training/trainable-models.ts';

/**
 * Connections that wait to be accepted, of which the system takes no more than its own bound
 * (Linux: `net.core.somaxconn`). Node's 511 are fewer than the trainers that may come back together,
 * and one that is dropped comes again after 1, 3, 7 seconds, or is reset.
 */
const BACKLOG = 65_535;

/** A hub that serves. */
export interface Hub {
  /** The public origin. */
  readonly url: string;
  /** Every route, and who may call it. */
  readonly routes: readonly RouteRule[];
  /** The owner's API key, when this start made it: the only time that it can be shown. */
  readonly apiKey: string | undefined;
  /** A path that signs the owner in once, or undefined when the owner has a password. */
  signInPath(): Promise<string | undefined>;
  /**
   * Stops: takes no more connections, finishes what is under way, closes database and blobs.
   * @param deadlineMs after which what is still under way is cut off. Default 10,000.
   */
  close(deadlineMs?: number): Promise<void>;
}

/**
 * Opens the data, brings its schema up to date, and serves.
 * @throws InvalidOptionError; FolderInUseError; StorageStartError; MoveUnfinishedError; whatever database or disk say
 */
export async function createHub(given: HubOptions = {}): Promise<Hub> {
  const options = resolveOptions(given);
  const cleanUp = new AsyncDisposableStack();
  try {
    const hub = await start(options, cleanUp);
    return hub;
  } catch (error) {
    await cleanUp.disposeAsync();
    throw error;
  }
}

async function start(options: ResolvedOptions, cleanUp: AsyncDisposableStack): Promise<Hub> {
  const data = resolve(options.data);
  if (needsFolder(options)) {
    await mkdir(data, { recursive: true, mode: 0o700 });
    cleanUp.use(lockFolder(data));
  }
  const monitor = await startMonitor(options, cleanUp);
  const database = await openDatabase(absolute(options, data), observeDatabase(monitor));
  cleanUp.defer(() => database.close());
  await assertNoMove(database);
  const storage = await openStorage(options.blobs, data, database);
  const { direct } = storage;
  cleanUp.defer(storage.close);
  const isMarked = needsId(database.engine, storage);
  if (isMarked !== ((await readStorageId(database.db)) !== undefined)) {
    await assertFilesThere(database, storage.blobs, dirname(storage.mark.where));
  }
  if (isMarked) await claimStorage({ database, mark: storage.mark });
  const blobs = observeBlobs(storage.blobs, monitor);
  const partials = observePartials(storage.partials, monitor);
  await blobs.cleanUp();

  const origin = { url: options.url ?? '' };
  const signer = new PathSigner(await loadSecret(database, 'url-signing'));
  const sessionSecret = (await loadSecret(database, 'sessions')).toString('hex');
  const webhookSecret = await loadSecret(database, 'webhooks');
  const mailer = options.mail && new Mailer(options.mail);
  const allowPrivate = options.privateWebhooks === 'allow';
  const live = new LiveBus();
  const feed = new LiveFeed(database, await changeLog(database, live));
  cleanUp.defer(() => feed.stop());
  const hub: HubContext = {
    database,
    blobs,
    direct,
    live,
    feed,
    people: new People({ database, origin, secret: sessionSecret, oidc: options.oidc }),
    apiKeys: new ApiKeys(database),
    links: new DownloadLinks(origin, signer),
    signer,
    trainable: new TrainableModels(database),
    heartbeats: new Heartbeats(database, live),
    ingest: new MetricsIngest(database, live, monitor),
    rollups: new RollupKeeper(database, live),
    observations: new ObservationIngest(database, live),
    uploads: new CheckpointUploads({
      database,
      live,
      partials,
      maxUploadBytes: options.maxUpload,
    }),
    directUploads: new DirectUploads({
      database,
      blobs,
      live,
      direct,
      maxUploadBytes: options.maxUpload,
    }),
    webhooks: new Webhooks({ database, secret: webhookSecret, allowPrivate }),
    notifier: new Notifier({
      database,
      live,
      origin,
      mailer,
      secret: webhookSecret,
      allowPrivate,
      retryMs: options.retrySeconds * 1000,
    }),
    mailer,
    origin,
    monitor,
    metricsToken: options.metricsToken,
    maxUploadBytes: options.maxUpload,
    stallMs: options.stallSeconds * 1000,
  };

  cleanUp.defer(() => hub.rollups.stop());

  const { app, routes } = createHttpServer(hub, options);
  healthRoutes(app, hub);
  metricsRoutes(app, hub);
  hubRoutes(app, hub);
  fileRoutes(app, hub);
  resolveRoutes(app, hub);
  uploadRoutes(app, hub);
  datasetImageRoutes(app, hub);
  platformRoutes(app, hub);
  appRoutes(app, hub);
  webRoutes(app, options.dashboard);
  cleanUp.use(collectWhenIdle(app.server));
  await app.ready();
  const address = await app.listen({ host: options.host, port: options.port, backlog: BACKLOG });
  cleanUp.defer(() => app.close());
  origin.url ||= address;
  const apiKey = await database.peers.exclusively('owner', () => ensureOwner(hub, options));
  hub.notifier.start();
  cleanUp.defer(() => hub.notifier.stop());
  const figures = new FigureKeeper(database, live);
  cleanUp.defer(() => figures.stop());
  const housekeeping = startHousekeeping(hub, options);
  cleanUp.defer(() => housekeeping.stop());

  return {
    url: origin.url,
    routes,
    apiKey,
    signInPath: () => signInPath(hub),
    close: (deadlineMs = 10_000) => close(app.server, cleanUp, deadlineMs),
  };
}

async function startMonitor(
  { otlpEndpoint }: ResolvedOptions,
  cleanUp: AsyncDisposableStack,
): Promise<Monitor> {
  const monitor = new Monitor();
  if (otlpEndpoint !== undefined) {
    const { startOtlpTracing } = await import('./monitoring/otlp-tracing.ts');
    monitor.tracing = startOtlpTracing({ endpoint: otlpEndpoint });
    cleanUp.defer(() => monitor.tracing?.stop());
  }
  return monitor;
}

/** With database and blobs elsewhere, a process has nothing of its own on disk. */
function needsFolder({ database, blobs }: ResolvedOptions): boolean {
  return database.engine === 'sqlite' || blobs.kind === 'disk';
}

function absolute(options: ResolvedOptions, data: string): ResolvedOptions['database'] {
  if (options.database.engine === 'postgres') return options.database;
  return { engine: 'sqlite', file: resolve(data, 'trainyard.db') };
}

/** Only where there can be other processes is the order of changes one for all of them. */
async function changeLog(database: Database, live: LiveBus): Promise<ChangeLog> {
  if (database.engine === 'sqlite') return new LocalLog(live);
  const { SharedLog } = await import('./live/shared-log.ts');
  return SharedLog.open(database, live);
}

async function signInPath({ people }: HubContext): Promise<string | undefined> {
  const owner = await people.owner();
  if (!owner || owner.hasPassword) return undefined;
  return people.oneTimePath(owner.email);
}

async function close(
  server: { closeAllConnections(): void },
  cleanUp: AsyncDisposableStack,
  deadlineMs: number,
): Promise<void> {
  const cutOff = setTimeout(() => server.closeAllConnections(), deadlineMs);
  try {
    await cleanUp.disposeAsync();
  } finally {
    clearTimeout(cutOff);
  }
}
