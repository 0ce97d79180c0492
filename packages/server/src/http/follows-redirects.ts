import type { IncomingHttpHeaders } from 'node:http';

/**
 * Programs that follow a redirect of a download of their own accord, by how they call themselves:
 * Python's urllib (all of ultralytics), also inside PyTorch, requests (hub-sdk), aiohttp, wget, and
 * our own session. Not curl, which only does with `-L`, nor httpx.
 */
const FOLLOWERS =
  /^(Python-urllib|torch\.hub|python-requests|Python\/\S+ aiohttp|Wget|trainyard)\b/i;

/**
 * Whether a redirect to another origin brings the caller to the file. Browsers follow when they
 * navigate; what a page fetches or draws itself would need the other origin's consent (CORS, and
 * the page's own policy). In doubt: no.
 */
export function followsRedirects(headers: IncomingHttpHeaders): boolean {
  const mode = headers['sec-fetch-mode'];
  if (mode !== undefined) return mode === 'navigate';
  return FOLLOWERS.test(headers['user-agent'] ?? '');
}
