import { lookup } from 'node:dns';
import { createRequire } from 'node:module';
import { isIP, type LookupFunction } from 'node:net';
import { HubError } from '@trainyard/protocol';
import { isPrivateAddress } from './private-address.ts';

// Not by `import`, which reads all that a built-in module exports: node:http then loads Node's fetch
// as well, some MiB that the hub needs for nothing.
const require = createRequire(import.meta.url);
const { request: requestHttp } = require('node:http') as typeof import('node:http');
const { request: requestHttps } = require('node:https') as typeof import('node:https');

/** Time for a delivery as a whole, in milliseconds. */
const TIME_LIMIT_MS = 15_000;

export interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends a message by POST. Redirects are not followed: their target could be anything. What the
 * receiver answers beyond its status is not read.
 * @param allowPrivate whether addresses that are not the public internet may be sent to. The check
 *   is of the very address that is connected to, so a name that changes its mind does not help.
 * @returns the HTTP status.
 * @throws HubError private_address; whatever the network says
 */
export function postMessage({ url, headers, body }: Message, allowPrivate: boolean) {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(host) && isPrivateAddress(host)) throw new HubError('private_address');
  const request = target.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise<number>((resolve, reject) => {
    const sent = request(target, {
      method: 'POST',
      agent: false,
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Trainyard',
      },
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
      ...(!allowPrivate && { lookup: publicLookup }),
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    sent.end(body);
  });
}

/** Name resolution that gives public addresses only. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, options, (error, found: string | { address: string }[], family) => {
    const addresses = typeof found === 'string' ? [found] : (found ?? []).map((a) => a.address);
    const refused = !error && addresses.some(isPrivateAddress);
    // biome-ignore lint/suspicious/noExplicitAny: one or all addresses, as they were asked for.
    callback(refused ? new HubError('private_address') : error, found as any, family);
  });
};
