// Colours and cursor movements of terminals: ESC [ … letter, and ESC ] … BEL.
const ESCAPES = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007]*\u0007)/g;

/** Console output without what only terminals understand; a rewritten line shows its last form. */
export function plainText(text: string): string {
  return text
    .replace(ESCAPES, '')
    .split('\n')
    .map((line) => line.replace(/\r+$/, '').split('\r').at(-1) ?? '')
    .join('\n');
}
