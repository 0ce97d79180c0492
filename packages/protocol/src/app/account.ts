import Type from 'typebox';
import { MAX_NAME_LENGTH } from '../hub/sharing.ts';
import { nullable } from './page.ts';

/** `GET /app/v1/me`: who is signed in; `account` is null for an anonymous visitor. */
export const MeReply = Type.Object({
  account: nullable(
    Type.Object({
      id: Type.String(),
      email: Type.String(),
      name: Type.String(),
      username: Type.String(),
      role: Type.Enum(['owner', 'member']),
      hasPassword: Type.Boolean(),
    }),
  ),
  /** The public origin of this hub, for commands and links. */
  origin: Type.String(),
  /** Whether people may sign in at a provider of OpenID Connect: `/sign-in/sso` takes them there. */
  singleSignOn: Type.Boolean(),
});
export type MeReply = Type.Static<typeof MeReply>;

/** `PUT /app/v1/me/password`. */
export const SetPasswordBody = Type.Object({
  /** Needed once a password is set. */
  current: Type.Optional(Type.String({ maxLength: 128 })),
  password: Type.String({ minLength: 8, maxLength: 128 }),
});
export type SetPasswordBody = Type.Static<typeof SetPasswordBody>;

/** `PATCH /app/v1/me`. */
export const EditMeBody = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_NAME_LENGTH })),
  username: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_NAME_LENGTH })),
});

/** `GET /app/v1/storage`: bytes that the caller's objects refer to. Shared content counts once. */
export const StorageReply = Type.Object({
  checkpoints: Type.Object({ count: Type.Integer(), bytes: Type.Integer() }),
  datasets: Type.Object({ count: Type.Integer(), bytes: Type.Integer() }),
  /** Of these, what is in the trash. */
  trash: Type.Object({ count: Type.Integer(), bytes: Type.Integer() }),
  /** All of it together, uploads under way included: what the limit is held against. */
  used: Type.Integer(),
  /** Most bytes that this account may store; null when there is no limit. */
  limit: nullable(Type.Integer()),
  largest: Type.Array(
    Type.Object({ id: Type.String(), name: Type.String(), bytes: Type.Integer() }),
  ),
});
export type StorageReply = Type.Static<typeof StorageReply>;
