import Type from 'typebox';
import { Time } from './page.ts';

/** Somebody with an account on this hub. */
export const PersonReply = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  username: Type.String(),
  role: Type.Enum(['owner', 'member']),
  hasPassword: Type.Boolean(),
  /** Models, those in the trash too. */
  models: Type.Integer(),
  createdAt: Time,
});
export type PersonReply = Type.Static<typeof PersonReply>;

/** `GET /app/v1/people`: everybody, in the order in which they came. */
export const PeopleReply = Type.Object({ items: Type.Array(PersonReply) });
export type PeopleReply = Type.Static<typeof PeopleReply>;

/** `POST /app/v1/people`. */
export const InviteBody = Type.Object({
  email: Type.String({ minLength: 3, maxLength: 320 }),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
});
export type InviteBody = Type.Static<typeof InviteBody>;

/** How somebody gets in once, to set a password of their own. */
export const SignInLinkReply = Type.Object({
  /** To be passed on; works once, within a day. */
  url: Type.String(),
  /** Whether the hub has sent it by e-mail. */
  mailed: Type.Boolean(),
});
export type SignInLinkReply = Type.Static<typeof SignInLinkReply>;
