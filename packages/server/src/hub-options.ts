import { isIP } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isApiKey } from '@trainyard/protocol';
import type { OidcOptions } from './accounts/auth-engine.ts';
import { parseS3Location } from './blobs/s3/s3-location.ts';
import type { BlobsLocation } from './blobs/storage.ts';
import type { DatabaseLocation } from './database/open-database.ts';
import { InvalidOptionError } from './invalid-option-error.ts';
import type { MailerOptions } from './mail/mailer.ts';
import { RUNS_AS_WRITTEN } from './runs-as-written.ts';

/** Where the build of the web page lies, in a checkout and in a package. */
const BUILT_DASHBOARD = fileURLToPath(
  new URL(RUNS_AS_WRITTEN ? '../../dashboard/dist' : '../dashboard', import.meta.url),
);

/** How a hub runs. `trainyard serve` fills it from flags and `TRAINYARD_…` variables. */
export interface HubOptions {
  /** Address to listen at. Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Default 8787; 0 picks a free one. */
  readonly port?: number | undefined;
  /** The public origin in every link that the hub hands out. Default `http://HOST:PORT`. */
  readonly url?: string | undefined;
  /** The data folder; made when missing. Default `./trainyard-data`. */
  readonly data?: string | undefined;
  /** `postgres://…`. Default: SQLite in the data folder. */
  readonly databaseUrl?: string | undefined;
  /** `s3://bucket/prefix?endpoint=…&region=…`. Default: the data folder. */
  readonly blobsUrl?: string | undefined;
  /** The owner's API key, 42 lower-case hexadecimal characters. Default: made at the first start. */
  readonly apiKey?: string | undefined;
  /** Default `owner@localhost`. */
  readonly ownerEmail?: string | undefined;
  /** Default: none; a one-time sign-in link is made instead. */
  readonly ownerPassword?: string | undefined;
  /** Largest upload, in bytes. Default 16 GiB. */
  readonly maxUpload?: number | undefined;
  /** Patience with an upload that brings nothing, in seconds. Default 30. */
  readonly stallSeconds?: number | undefined;
  /** How often agents send a heartbeat, in seconds. Default 300: what all HUB clients do. */
  readonly heartbeatSeconds?: number | undefined;
  /** Patience beyond two missed heartbeats, in seconds. Default 60. */
  readonly graceSeconds?: number | undefined;
  /** How often silent agents are looked for, in seconds. Default 15. */
  readonly sweepSeconds?: number | undefined;
  /** Pino's level of the log on standard output. Default `warn`. */
  readonly logLevel?: string | undefined;
  /** Whether webhooks may go to addresses of the hub's own network. Default `refuse`. */
  readonly privateWebhooks?: string | undefined;
  /** Wait before a webhook or an e-mail is tried again, in seconds; it grows. Default 10. */
  readonly retrySeconds?: number | undefined;
  /** Issuer of an OpenID Connect provider where people may sign in. Default: none. */
  readonly oidcIssuer?: string | undefined;
  /** What the provider knows this hub by; needed with `oidcIssuer`. */
  readonly oidcClientId?: string | undefined;
  readonly oidcClientSecret?: string | undefined;
  /** Mail server, `smtp://user:password@host:587`. Default: no e-mail is sent. */
  readonly smtpUrl?: string | undefined;
  /** Sender of e-mail. Default `Trainyard <trainyard@HOST>`, with the host of `url`. */
  readonly mailFrom?: string | undefined;
  /** Opens `/metrics` to whoever sends it as Bearer token. Default: only the owner's key does. */
  readonly metricsToken?: string | undefined;
  /** Base address of an OpenTelemetry receiver (OTLP over HTTP). Default: no traces. */
  readonly otlpEndpoint?: string | undefined;
  /**
   * Addresses and networks of proxies, separated by commas, whose `X-Forwarded-For` is believed.
   * Default: none; the address of the connection counts.
   */
  readonly trustProxy?: string | undefined;
  /** Folder of the built web page. Default: where `npm run build` of packages/dashboard puts it. */
  readonly dashboard?: string | undefined;
}

/** Options that have been checked, with their defaults filled in. */
export interface ResolvedOptions {
  readonly host: string;
  readonly port: number;
  readonly url: string | undefined;
  readonly data: string;
  readonly database: DatabaseLocation;
  readonly blobs: BlobsLocation;
  readonly apiKey: string | undefined;
  readonly ownerEmail: string;
  readonly ownerPassword: string | undefined;
  readonly maxUpload: number;
  readonly stallSeconds: number;
  readonly heartbeatSeconds: number;
  readonly graceSeconds: number;
  readonly sweepSeconds: number;
  readonly logLevel: string;
  readonly trustProxy: string | undefined;
  readonly privateWebhooks: 'allow' | 'refuse';
  readonly retrySeconds: number;
  readonly mail: MailerOptions | undefined;
  readonly oidc: OidcOptions | undefined;
  readonly metricsToken: string | undefined;
  readonly otlpEndpoint: string | undefined;
  readonly dashboard: string;
}

/** @throws InvalidOptionError */
export function resolveOptions(options: HubOptions): ResolvedOptions {
  const data = options.data ?? './trainyard-data';
  if (options.apiKey !== undefined && !isApiKey(options.apiKey)) {
    throw new InvalidOptionError(
      'TRAINYARD_API_KEY must be 42 lower-case hexadecimal characters (try `openssl rand -hex 21`).',
    );
  }
  if (options.ownerPassword !== undefined && options.ownerPassword.length < 8) {
    throw new InvalidOptionError('TRAINYARD_OWNER_PASSWORD must have at least 8 characters.');
  }
  return {
    host: options.host ?? '127.0.0.1',
    port: number('TRAINYARD_PORT', options.port ?? 8787, 0, 65_535),
    url: options.url === undefined ? undefined : checkedUrl(options.url),
    data,
    database: databaseLocation(options.databaseUrl, data),
    blobs:
      options.blobsUrl === undefined
        ? { kind: 'disk' }
        : { kind: 's3', s3: parseS3Location(options.blobsUrl) },
    apiKey: options.apiKey,
    ownerEmail: options.ownerEmail ?? 'owner@localhost',
    ownerPassword: options.ownerPassword,
    maxUpload: number('TRAINYARD_MAX_UPLOAD', options.maxUpload ?? 16 * 1024 ** 3, 1),
    stallSeconds: number('stallSeconds', options.stallSeconds ?? 30, 0.001),
    heartbeatSeconds: number('heartbeatSeconds', options.heartbeatSeconds ?? 300, 0),
    graceSeconds: number('graceSeconds', options.graceSeconds ?? 60, 0),
    sweepSeconds: number('sweepSeconds', options.sweepSeconds ?? 15, 0),
    logLevel: options.logLevel ?? 'warn',
    trustProxy: checkedNetworks(options.trustProxy),
    privateWebhooks: privateWebhooks(options.privateWebhooks),
    retrySeconds: number('retrySeconds', options.retrySeconds ?? 10, 0),
    mail: mailOptions(options),
    oidc: oidcOptions(options),
    metricsToken: checkedToken(options.metricsToken),
    otlpEndpoint: options.otlpEndpoint,
    dashboard: options.dashboard ?? BUILT_DASHBOARD,
  };
}

function databaseLocation(url: string | undefined, data: string): DatabaseLocation {
  if (url === undefined) return { engine: 'sqlite', file: join(data, 'trainyard.db') };
  if (/^postgres(ql)?:\/\//.test(url)) return { engine: 'postgres', url };
  throw new InvalidOptionError('TRAINYARD_DATABASE_URL must begin with postgres://.');
}

function privateWebhooks(choice = 'refuse'): 'allow' | 'refuse' {
  if (choice === 'allow' || choice === 'refuse') return choice;
  throw new InvalidOptionError('TRAINYARD_PRIVATE_WEBHOOKS must be allow or refuse.');
}

function mailOptions({ smtpUrl, mailFrom, url }: HubOptions): MailerOptions | undefined {
  if (smtpUrl === undefined) return undefined;
  if (!/^smtps?:$/.test(URL.parse(smtpUrl)?.protocol ?? '')) {
    throw new InvalidOptionError(
      'TRAINYARD_SMTP_URL must be like smtp://user:password@mail.example.org:587.',
    );
  }
  const host = URL.parse(url ?? '')?.hostname ?? 'localhost';
  return { url: smtpUrl, from: mailFrom ?? `Trainyard <trainyard@${host}>` };
}

function oidcOptions(options: HubOptions): OidcOptions | undefined {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecret: clientSecret } = options;
  if (!issuer && !clientId && !clientSecret) return undefined;
  if (issuer && clientId && clientSecret && /^https?:$/.test(URL.parse(issuer)?.protocol ?? '')) {
    return { issuer, clientId, clientSecret };
  }
  throw new InvalidOptionError(
    'TRAINYARD_OIDC_ISSUER (an https:// address), TRAINYARD_OIDC_CLIENT_ID and TRAINYARD_OIDC_CLIENT_SECRET must be set together.',
  );
}

function checkedNetworks(networks: string | undefined): string | undefined {
  const known = (text: string) =>
    text === 'loopback' || (isIP(text.split('/')[0]!) > 0 && /^[^/]+(\/\d{1,3})?$/.test(text));
  if (networks === undefined || networks.split(',').every((text) => known(text.trim()))) {
    return networks;
  }
  throw new InvalidOptionError(
    'TRAINYARD_TRUST_PROXY must be addresses or networks such as 10.0.0.0/8, separated by commas.',
  );
}

function checkedToken(token: string | undefined): string | undefined {
  if (token === undefined || /^\S{16,}$/.test(token)) return token;
  throw new InvalidOptionError(
    'TRAINYARD_METRICS_TOKEN must have at least 16 characters, without spaces.',
  );
}

function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search) {
    throw new InvalidOptionError(
      'TRAINYARD_URL must be an origin such as https://hub.example.org, without a path.',
    );
  }
  return url.origin;
}

function number(name: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER) {
  if (Number.isFinite(value) && value >= least && value <= most) return value;
  throw new InvalidOptionError(`${name} must be a number from ${least} to ${most}.`);
}
