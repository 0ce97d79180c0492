import type { FastifyReply } from 'fastify';

/** How a file is handed out. */
export interface HandedOut {
  readonly fileName: string;
  /** One of the image types that browsers draw and cannot run; bytes when undefined. */
  readonly imageType: string | undefined;
  /** Without quotes: the hash of the content, or what stands for it. */
  readonly etag: string;
}

/** Headers of a file that is made while it is sent. */
export function attach(reply: FastifyReply, fileName: string): void {
  reply
    .type('application/octet-stream')
    .header('cache-control', 'no-store')
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('content-disposition', `attachment; filename="${fileName}"`);
}

/** Headers that keep a file out of the page's origin, whatever it holds. */
export function sandbox(reply: FastifyReply, { fileName, imageType, etag }: HandedOut): void {
  const ascii = fileName.replace(/[^\w.-]/g, '_');
  reply
    .type(imageType ?? 'application/octet-stream')
    .header('etag', `"${etag}"`)
    .header('cache-control', 'private, max-age=86400, immutable')
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('cross-origin-resource-policy', 'same-site')
    .header(
      'content-disposition',
      `${imageType ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    );
}
