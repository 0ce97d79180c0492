/**
 * Reads a CSV file with a head line (RFC 4180: quotes, doubled quotes, any line end). Names and
 * cells are trimmed: YOLOv5 pads them. A last line without a line end is still being written, and
 * left out.
 */
export function parseCsv(text: string): { head: string[]; rows: string[][] } {
  const whole = text.slice(0, Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1);
  const [head = [], ...rows] = split(whole.replace(/^\uFEFF/, ''));
  return { head, rows };
}

function split(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (character === '"' && cell.trim() === '') {
      cell = '';
      quoted = true;
    } else if (character === ',') {
      row.push(cell.trim());
      cell = '';
    } else if (character === '\n' || character === '\r') {
      if (cell !== '' || row.length > 0) rows.push([...row, cell.trim()]);
      row = [];
      cell = '';
    } else cell += character;
  }
  return rows;
}
