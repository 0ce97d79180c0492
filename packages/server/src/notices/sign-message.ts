import { createHmac } from 'node:crypto';

/**
 * The secret of a webhook: derived from a secret of the hub's own and the webhook's id, so that
 * no other copy of it is stored, and a restored or moved hub signs as before.
 */
export function webhookSecret(hubSecret: Buffer, webhookId: string): Buffer {
  return createHmac('sha256', hubSecret).update(`webhook ${webhookId}`).digest();
}

/** A secret as receivers are given it, by https://www.standardwebhooks.com. */
export function shownSecret(secret: Buffer): string {
  return `whsec_${secret.toString('base64')}`;
}

/**
 * The headers of a delivery, by https://www.standardwebhooks.com: `webhook-signature` is
 * `v1,` and the Base64 of HMAC-SHA256 over `{id}.{timestamp}.{body}`.
 * @param at milliseconds since 1970; receivers refuse what is minutes old.
 */
export function signedHeaders(
  secret: Buffer,
  id: string,
  at: number,
  body: string,
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature.digest('base64')}`,
  };
}
