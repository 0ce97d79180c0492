import { HubError } from '@trainyard/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HubServer } from '../../http/create-http-server.ts';
import { type PageFile, readBuiltPage } from './built-page.ts';

/** Paths that belong to an API: an unknown one there is a 404 in that API's form, never a page. */
const API = /^\/(((v1|app|api|healthz|readyz|metrics|model-reset|get-export)(\/|$))|f-)/;

/**
 * The page runs nothing but its own files. Styles may be set by scripts (CSSOM), not inline.
 * Images may come from `blob:` because exported charts do.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const NOT_BUILT =
  '<!doctype html><meta charset="utf-8"><title>Trainyard</title>' +
  '<p>The hub is running, but its web page has not been built. ' +
  'Run <code>npm run build</code> and reload.</p>';

/** The web page: its files, and `index.html` for every address that is a page of its own. */
export function webRoutes(app: HubServer, folder: string): void {
  let files: Promise<ReadonlyMap<string, PageFile>> | undefined;

  app.get('/*', { config: { access: 'open' } }, async (request, reply) => {
    const path = request.url.split('?', 1)[0]!;
    if (API.test(path)) throw new HubError('no_such_route');
    files ??= readBuiltPage(folder);
    const page = await files;
    const file = page.get(path);
    if (file) return send(request, reply, file);
    // A missing asset must not be answered by a page: a browser would run it as a script.
    if (path.startsWith('/assets/')) throw new HubError('not_found');
    const index = page.get('/index.html');
    if (index) return send(request, reply, index);
    // Whoever builds it now need not start the hub again.
    files = undefined;
    return reply.type('text/html; charset=utf-8').send(NOT_BUILT);
  });
}

function send(request: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const encoding = (['br', 'gzip'] as const).find(
    (name) => file[name] && new RegExp(`\\b${name}\\b`).test(accepted),
  );
  reply
    .type(file.type)
    .header('vary', 'accept-encoding')
    .header('content-security-policy', POLICY)
    .header('cross-origin-opener-policy', 'same-origin')
    .header('x-frame-options', 'DENY')
    .header('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (encoding) reply.header('content-encoding', encoding);
  return reply.send(encoding ? file[encoding] : file.plain);
}
