/**
 * Object ids: 20 characters of `[A-Za-z0-9]`.
 *
 * The one shape that every client version accepts: ultralytics takes the id from the *stem* of a
 * URL's path (so no dots), and cuts `KEY_MODELID` at the underscore (so no underscores).
 */
export const ID_PATTERN = '^[A-Za-z0-9]{20}$';

/** Length of an object id, in characters. */
export const ID_LENGTH = 20;

const ID_EXPRESSION = new RegExp(ID_PATTERN);

/** Whether `text` has the shape of an object id. Says nothing about its existence. */
export function isId(text: string): boolean {
  return ID_EXPRESSION.test(text);
}
