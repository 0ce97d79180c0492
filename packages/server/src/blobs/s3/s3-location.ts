import { InvalidOptionError } from '../../invalid-option-error.ts';

/** What `TRAINYARD_BLOBS_URL=s3://…` says. */
export interface S3Location {
  readonly bucket: string;
  /** Before every key: empty, or ending in a slash. */
  readonly prefix: string;
  /** Where the hub reaches the service. Default: AWS. */
  readonly endpoint: string | undefined;
  /** Where trainers and browsers reach it. Default: like the hub. */
  readonly publicEndpoint: string | undefined;
  /** Default: `AWS_REGION`, or us-east-1. */
  readonly region: string;
  /** Bucket in the path instead of the host name. Default: where an endpoint is given. */
  readonly pathStyle: boolean;
  /** Whether trainers and browsers are sent to the bucket itself. Default true. */
  readonly presign: boolean;
}

const PARAMETERS = ['endpoint', 'public-endpoint', 'region', 'path-style', 'presign'];

/**
 * Reads `s3://bucket/prefix?endpoint=…&region=…`.
 * @throws InvalidOptionError, which never repeats the URL: somebody may have put a secret there
 */
export function parseS3Location(text: string): S3Location {
  const url = URL.parse(text);
  if (url?.protocol !== 's3:' || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.hostname)) {
    throw refused('must be s3://bucket/prefix?endpoint=…&region=… with the name of a bucket.');
  }
  if (url.username || url.password || url.hash || url.port) {
    throw refused(
      'takes no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or whatever else the AWS SDK reads.',
    );
  }
  const query = url.searchParams;
  for (const name of query.keys()) {
    if (!PARAMETERS.includes(name)) {
      throw refused(`has an unknown parameter. It takes ${PARAMETERS.join(', ')}.`);
    }
  }
  const endpoint = origin(query, 'endpoint');
  const prefix = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, '');
  return {
    bucket: url.hostname,
    prefix: prefix === '' ? '' : `${prefix}/`,
    endpoint,
    publicEndpoint: origin(query, 'public-endpoint'),
    region: query.get('region') || process.env['AWS_REGION'] || 'us-east-1',
    pathStyle: yesOrNo(query, 'path-style', endpoint !== undefined),
    presign: yesOrNo(query, 'presign', true),
  };
}

function origin(query: URLSearchParams, name: string): string | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.search) return text;
  throw refused(`has an ${name} that is not an address such as https://s3.example.org.`);
}

function yesOrNo(query: URLSearchParams, name: string, byDefault: boolean): boolean {
  const text = query.get(name) ?? String(byDefault);
  if (text === 'true' || text === 'false') return text === 'true';
  throw refused(`takes ${name}=true or ${name}=false.`);
}

function refused(what: string): InvalidOptionError {
  return new InvalidOptionError(`TRAINYARD_BLOBS_URL ${what}`);
}
