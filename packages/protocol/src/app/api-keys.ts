import Type from 'typebox';
import { API_KEY_SCOPES, type ApiKeyScope } from '../api-keys.ts';
import { MAX_NAME_LENGTH } from '../hub/sharing.ts';

/** `POST /app/v1/api-keys`. */
export const CreateApiKeyBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: MAX_NAME_LENGTH }),
  scope: Type.Optional(Type.Enum([...API_KEY_SCOPES])),
  /** When the key stops working (ISO 8601); never when absent. */
  expiresAt: Type.Optional(Type.Union([Type.String({ format: 'date-time' }), Type.Null()])),
});
export type CreateApiKeyBody = Type.Static<typeof CreateApiKeyBody>;

/** An API key without its secret. Times are ISO 8601. */
export interface ApiKeyReply {
  readonly id: string;
  readonly name: string;
  readonly scope: ApiKeyScope;
  /** The key's first characters, enough to tell keys apart. */
  readonly prefix: string;
  readonly createdAt: string;
  /** To the minute; null when it was never used. */
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
}

/** The reply to a creation: the only time that the hub shows `key`. */
export interface CreatedApiKeyReply extends ApiKeyReply {
  readonly key: string;
}
