import http from 'node:http';
import https from 'node:https';

const options = { keepAlive: true, maxSockets: 16, proxyEnv: process.env } as const;

let plain: http.Agent | null = null;
let secure: https.Agent | null = null;

/**
 * The connections that all requests share. They stay open between requests without keeping the
 * process alive, and go through `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` where those are set.
 */
export function agentFor(protocol: string): http.Agent {
  if (protocol === 'https:') {
    secure ??= new https.Agent(options);
    return secure;
  }
  plain ??= new http.Agent(options);
  return plain;
}
