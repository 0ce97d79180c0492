import Type from 'typebox';

/** `PATCH /v1/users/{id}`: absent fields stay as they are. */
export const UpdateUserBody = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1 })),
  username: Type.Optional(Type.String({ minLength: 1 })),
});
export type UpdateUserBody = Type.Static<typeof UpdateUserBody>;

/** `POST /v1/users`, by the hub's owner. */
export const CreateUserBody = Type.Object({
  email: Type.String({ minLength: 3, maxLength: 320 }),
  password: Type.String({ minLength: 8, maxLength: 128 }),
  name: Type.Optional(Type.String({ minLength: 1 })),
});
export type CreateUserBody = Type.Static<typeof CreateUserBody>;

/** Body of the sign-in by e-mail and password that hub-sdk posts to its Firebase URL. */
export const PasswordSignInBody = Type.Object({ email: Type.String(), password: Type.String() });
export type PasswordSignInBody = Type.Static<typeof PasswordSignInBody>;

/** A user as the HUB API shows them, to themselves. */
export interface HubUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** The first segment of `ul://` addresses. */
  readonly username: string;
  readonly createdAt: string;
}
