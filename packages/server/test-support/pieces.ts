/**
 * A stream in pieces of an odd size, as a network gives them: each is overwritten once the next is
 * asked for.
 */
export async function* pieces(content: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += 65_519) {
    const piece = Buffer.from(content.subarray(at, at + 65_519));
    yield piece;
    piece.fill(0);
  }
}
