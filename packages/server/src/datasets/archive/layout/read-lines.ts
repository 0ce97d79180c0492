/** A longer line cannot name a file in an archive; only its beginning is kept. */
const MAX_LINE_CHARACTERS = 8192;

/** Splits a stream of UTF-8 into lines, without their ends. Memory is bounded whatever it holds. */
export async function* readLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of bytes) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n');
    lines[0] = rest + (lines[0] ?? '');
    rest = (lines.pop() ?? '').slice(0, MAX_LINE_CHARACTERS);
    for (const line of lines) yield line.replace(/\r$/, '');
  }
  if (rest !== '') yield rest;
}
