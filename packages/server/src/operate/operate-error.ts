/** Something that whoever runs the hub can mend; the message says how. */
export class OperateError extends Error {
  override readonly name = 'OperateError';
}
