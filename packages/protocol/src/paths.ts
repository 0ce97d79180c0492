import { APP_PATHS } from './app/paths.ts';

/**
 * Every path that the hub answers, in one table. Parameters are written `:name`.
 *
 * The HUB paths are the wire of `ultralytics` up to 8.4.114 and of `hub-sdk`; `{HUB_API}` and
 * `{HUB_WEB}` are plain prefixes there, so the hub is set without a trailing slash.
 */
export const PATHS = {
  health: { alive: '/healthz', ready: '/readyz', metrics: '/metrics' },

  hub: {
    auth: '/v1/auth',
    /** A browser's cookie for a token; `ultralytics` calls it from Colab. */
    authAuto: '/v1/auth/auto',
    /** What `ULTRALYTICS_FIREBASE_AUTH_URL` is set to: sign-in by e-mail and password. */
    authPassword: '/v1/auth/password',
    models: '/v1/models',
    model: '/v1/models/:id',
    modelMetrics: '/v1/models/:id/metrics',
    modelUpload: '/v1/models/:id/upload',
    modelExport: '/v1/models/:id/export',
    heartbeat: '/v1/agent/heartbeat/models/:id',
    predict: '/v1/predict/:id',
    projects: '/v1/projects',
    project: '/v1/projects/:id',
    projectUpload: '/v1/projects/:id/upload',
    datasets: '/v1/datasets',
    dataset: '/v1/datasets/:id',
    datasetUpload: '/v1/datasets/:id/upload',
    users: '/v1/users',
    user: '/v1/users/:id',
    modelReset: '/model-reset',
    getExport: '/get-export',
  },

  /** The wire of the Platform callback, `ultralytics` 8.4.3 and later. */
  platform: {
    trainingMetrics: '/api/webhooks/training/metrics',
    checkpointUpload: '/api/webhooks/models/upload',
    /** `ul://owner/datasets/dataset` up to 8.4.128: HEAD or GET, answered by a redirect. */
    datasetExport: '/api/webhooks/datasets/:owner/:dataset/export',
    /** `ul://owner/project/model` up to 8.4.128. */
    modelDownload: '/api/webhooks/models/:owner/:project/:model/download',
    /** The same two from 8.4.154 on, answered by JSON. */
    datasetExportLink: '/api/datasets/:owner/:dataset/export',
    modelFiles: '/api/models/:owner/:project/:model/files',
    settings: '/api/settings',
    accountSummary: '/api/account/summary',
  },

  app: APP_PATHS,

  web: {
    /** The one-time link that the first start prints. */
    signIn: '/sign-in',
    /** Sends people to the hub's OpenID Connect provider. */
    singleSignOn: '/sign-in/sso',
    /** Where the clients send people for a key. */
    settings: '/settings',
    model: '/models/:id',
    /** The reference of `/app/v1`. */
    docs: '/docs',
  },

  /** Signed downloads: `/f-{expiry}-{signature}-{sha256}/{id}/{file name}`. */
  files: '/f-:grant/*',
  /** Signed uploads: `/u-{expiry}-{signature}/{model id}/{upload id}/{most bytes}/{file name}`. */
  uploads: '/u-:grant/:modelId/:uploadId/:maxBytes/:fileName',
  /**
   * One image of a dataset's archive. The grant is in the query: clients name the folder of a
   * dataset after its images' URLs without their queries, so these must not change.
   */
  datasetImage: '/dataset-images/:archive/:entry/:fileName',
  /** Where the Platform API would say to download such a link, taken for a model's page. */
  resolveFile: '/api/webhooks/models/f-:grant(^[0-9a-z]+-[0-9a-f]+-[0-9a-f]+$)/:id/:name/download',
  resolveFileLink: '/api/models/f-:grant(^[0-9a-z]+-[0-9a-f]+-[0-9a-f]+$)/:id/:name/files',
} as const;

/**
 * Fills the `:name` parameters of a path, each percent-encoded.
 * @throws TypeError when a parameter is missing.
 */
export function fillPath(path: string, params: Readonly<Record<string, string>>): string {
  return path.replace(/:([A-Za-z]+)/g, (_match, name: string) => {
    const value = params[name];
    if (value === undefined) throw new TypeError(`path ${path} needs the parameter ${name}`);
    return encodeURIComponent(value);
  });
}
