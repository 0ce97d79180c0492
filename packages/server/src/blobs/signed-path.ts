import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Signs download paths: `/files/{expiry}-{signature}/{hash}/{names…}`. Everything after the grant
 * is covered, and `expiry` (seconds since 1970, base 36) too, so a link can be neither prolonged
 * nor pointed at other content.
 */
export class PathSigner {
  readonly #secret: Buffer;

  /** @param secret 32 random bytes, the same in every process of a hub. */
  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  /**
   * @param rest the path below the grant, percent-encoded, without a leading slash.
   * @param expiresAt milliseconds since 1970.
   */
  sign(rest: string, expiresAt: number): string {
    const expiry = Math.ceil(expiresAt / 1000).toString(36);
    return `/files/${expiry}-${this.#signature(expiry, rest)}/${rest}`;
  }

  /** Whether `grant` was made by this hub for `rest` and has not expired at `now` (ms). */
  verify(grant: string, rest: string, now: number): boolean {
    const [expiry, signature, ...more] = grant.split('-');
    if (!expiry || !signature || more.length > 0) return false;
    const expected = Buffer.from(this.#signature(expiry, rest));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
    return Number.parseInt(expiry, 36) * 1000 > now;
  }

  #signature(expiry: string, rest: string): string {
    // Hexadecimal: base64url holds '-', which separates the two parts of a grant.
    return createHmac('sha256', this.#secret).update(`${expiry}\n${rest}`).digest('hex');
  }
}
