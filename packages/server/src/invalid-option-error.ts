/** An option that the hub cannot start with. The message names it and says what it takes. */
export class InvalidOptionError extends Error {
  override readonly name = 'InvalidOptionError';
}
