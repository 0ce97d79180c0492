import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Asks for a secret on the terminal without showing it; reads a line where there is none. */
export async function askSecret(question: string): Promise<string> {
  const { stdin, stderr } = process;
  if (stdin.isTTY) stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: stdin, output: silent, terminal: stdin.isTTY });
  try {
    for await (const line of terminal) return line.trim();
    return '';
  } finally {
    terminal.close();
    if (stdin.isTTY) stderr.write('\n');
  }
}
