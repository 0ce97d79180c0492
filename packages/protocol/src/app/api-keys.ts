import Type from 'typebox';
import { API_KEY_SCOPES } from '../api-keys.ts';
import { MAX_NAME_LENGTH } from '../hub/sharing.ts';
import { nullable, Time } from './page.ts';

/** `POST /app/v1/api-keys`. */
export const CreateApiKeyBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: MAX_NAME_LENGTH }),
  scope: Type.Optional(Type.Enum([...API_KEY_SCOPES])),
  /** When the key stops working (ISO 8601); never when absent. */
  expiresAt: Type.Optional(Type.Union([Type.String({ format: 'date-time' }), Type.Null()])),
});
export type CreateApiKeyBody = Type.Static<typeof CreateApiKeyBody>;

/** An API key without its secret. */
export const ApiKeyReply = Type.Object({
  id: Type.String(),
  name: Type.String(),
  scope: Type.Enum([...API_KEY_SCOPES]),
  /** The key's first characters, enough to tell keys apart. */
  prefix: Type.String(),
  createdAt: Time,
  /** To the minute; null when it was never used. */
  lastUsedAt: nullable(Time),
  expiresAt: nullable(Time),
});
export type ApiKeyReply = Type.Static<typeof ApiKeyReply>;

/** `GET /app/v1/api-keys`. */
export const ApiKeysReply = Type.Object({ items: Type.Array(ApiKeyReply) });
export type ApiKeysReply = Type.Static<typeof ApiKeysReply>;

/** The reply to a creation: the only time that the hub shows `key`. */
export const CreatedApiKeyReply = Type.Object({ ...ApiKeyReply.properties, key: Type.String() });
export type CreatedApiKeyReply = Type.Static<typeof CreatedApiKeyReply>;
