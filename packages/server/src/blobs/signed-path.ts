import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signed path hands out. */
export interface Grant {
  /** SHA-256 of the content, hexadecimal. */
  readonly hash: string;
  /** The rest of the path, percent-encoded, as it was signed. */
  readonly rest: string;
}

/**
 * Signs download paths: `/f-{expiry}-{signature}-{hash}/{id}/{file name}`. The signature covers
 * all of it, so a link can be neither prolonged nor pointed at other content.
 *
 * Three segments, because ultralytics 8.4.114 takes every URL below `ULTRALYTICS_PLATFORM_URL` for
 * a web page of `owner/project/model` and asks the Platform API where to download it; see
 * `apis/platform`, which sends such a question back here. In the path rather than a query, because
 * clients up to 8.1 judge a URL by its very end.
 */
export class PathSigner {
  readonly #secret: Buffer;

  /** @param secret 32 random bytes, the same in every process of a hub. */
  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  /** @param expiresAt milliseconds since 1970. */
  sign({ hash, rest }: Grant, expiresAt: number): string {
    const expiry = Math.ceil(expiresAt / 1000).toString(36);
    return `/f-${expiry}-${this.#signature(expiry, hash, rest)}-${hash}/${rest}`;
  }

  /**
   * What a path hands out, or undefined when this hub did not make it or it has expired.
   * @param path as it was requested: still percent-encoded, without a query.
   * @param now milliseconds since 1970.
   */
  verify(path: string, now: number): Grant | undefined {
    const parts = /^\/f-([0-9a-z]{1,12})-([0-9a-f]{64})-([0-9a-f]{64})\/(.+)$/.exec(path);
    if (!parts) return undefined;
    const [expiry, signature, hash, rest] = parts.slice(1) as [string, string, string, string];
    const expected = Buffer.from(this.#signature(expiry, hash, rest));
    if (!timingSafeEqual(Buffer.from(signature), expected)) return undefined;
    if (Number.parseInt(expiry, 36) * 1000 <= now) return undefined;
    return { hash, rest };
  }

  /**
   * A grant for something else than a stored blob, `{expiry}-{signature}`: for `text`, which only
   * counts for this `purpose`.
   * @param expiresAt milliseconds since 1970.
   */
  grant(purpose: string, text: string, expiresAt: number): string {
    const expiry = Math.ceil(expiresAt / 1000).toString(36);
    return `${expiry}-${this.#signature(expiry, purpose, text)}`;
  }

  /** Whether this hub made the grant for this purpose and text, and it has not expired at `now`. */
  isGranted(grant: string, purpose: string, text: string, now: number): boolean {
    const parts = /^([0-9a-z]{1,12})-([0-9a-f]{64})$/.exec(grant);
    if (!parts) return false;
    const [expiry, signature] = parts.slice(1) as [string, string];
    const expected = Buffer.from(this.#signature(expiry, purpose, text));
    if (!timingSafeEqual(Buffer.from(signature), expected)) return false;
    return Number.parseInt(expiry, 36) * 1000 > now;
  }

  /** @param what a blob's hash, or a purpose, which never looks like one. */
  #signature(expiry: string, what: string, rest: string): string {
    // Hexadecimal: base64url holds '-', which separates the parts.
    return createHmac('sha256', this.#secret).update(`${expiry}\n${what}\n${rest}`).digest('hex');
  }
}
