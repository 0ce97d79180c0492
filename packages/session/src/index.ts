export { ConsoleBatch, type ConsoleStream } from './capture/console-batch.ts';
export { type Environment, readEnvironment } from './capture/environment.ts';
export { LineCollector } from './capture/line-collector.ts';
export { type Mask, maskSecrets } from './capture/mask-secrets.ts';
export { type SystemSample, SystemSampler } from './capture/system-sampler.ts';
export { createModel, creationKey, type NewModel } from './client/create-model.ts';
export { findOrMakeProject } from './client/find-or-make-project.ts';
export { type Capabilities, getCapabilities } from './client/get-capabilities.ts';
export { getModel, type ModelReply } from './client/get-model.ts';
export { type CallOptions, HubClient } from './client/hub-client.ts';
export { type Limits, listPages } from './client/list-pages.ts';
export { readData } from './client/read-data.ts';
export { configDirectory } from './credentials/config-directory.ts';
export {
  type Credentials,
  DEFAULT_HUB,
  type FindCredentialsOptions,
  findCredentials,
  originOf,
} from './credentials/find-credentials.ts';
export {
  credentialsFile,
  forgetCredentials,
  readSavedCredentials,
  type SavedCredentials,
  saveCredentials,
} from './credentials/saved-credentials.ts';
export { cacheDirectory } from './download/cache-directory.ts';
export { type DownloadOptions, download } from './download/download.ts';
export { downloadWeights } from './download/download-weights.ts';
export { CheckpointTornError, isCheckpointTornError } from './errors/checkpoint-torn-error.ts';
export {
  ChecksumMismatchError,
  isChecksumMismatchError,
} from './errors/checksum-mismatch-error.ts';
export { DatasetNotReadyError, isDatasetNotReadyError } from './errors/dataset-not-ready-error.ts';
export { HubUnreachableError, isHubUnreachableError } from './errors/hub-unreachable-error.ts';
export { isNoSuchModelError, NoSuchModelError } from './errors/no-such-model-error.ts';
export { isNotSignedInError, NotSignedInError } from './errors/not-signed-in-error.ts';
export { isRequestRefusedError, RequestRefusedError } from './errors/request-refused-error.ts';
export { isSessionError, SessionError } from './errors/session-error.ts';
export { isSpoolLockedError, SpoolLockedError } from './errors/spool-locked-error.ts';
export {
  isUnrecognisedIdentifierError,
  UnrecognisedIdentifierError,
} from './errors/unrecognised-identifier-error.ts';
export { drain, readJson, readText } from './http/read-body.ts';
export { type RequestOptions, type Retry, request } from './http/request.ts';
export { jsonBody, type RequestBody } from './http/request-body.ts';
export {
  type Identifier,
  type LocalIdentifier,
  parseIdentifier,
  type RemoteIdentifier,
} from './identifier/identifier.ts';
export { modernName } from './identifier/modern-name.ts';
export { type BarStream, progressBar, size } from './progress/progress-bar.ts';
export type { OnProgress, ProgressEvent, Transfer } from './progress/progress-event.ts';
export { openSession } from './session/open-session.ts';
export type { SessionOptions } from './session/session-options.ts';
export type { Start, TrainArgs } from './session/start.ts';
export type {
  CheckpointOutcome,
  CheckpointUpload,
  Delivery,
  Finish,
  TrainingSession,
} from './session/training-session.ts';
export { type Amendment, amendSpool, removeEmptySpool } from './spool/amend-spool.ts';
export { listSpools } from './spool/list-spools.ts';
export {
  identityOf,
  isRunning,
  type ProcessIdentity,
  thisProcess,
} from './spool/process-identity.ts';
export { readManifest, type SpoolManifest } from './spool/spool.ts';
export { spoolRoot } from './spool/spool-root.ts';
export { type SyncResult, type SyncSpoolsOptions, syncSpools } from './spool/sync-spools.ts';
export { multipartBody } from './upload/multipart-body.ts';
export { printWarning, type Warn, type Warning } from './warning.ts';
