/** Colours of lines: at least 3:1 against the page, and told apart by the colour-blind too. */
const LIGHT = [
  '#0b7a70',
  '#c2410c',
  '#4f46e5',
  '#b4236f',
  '#5f6d00',
  '#0369a1',
  '#7c3aed',
  '#8a4b0f',
];
const DARK = [
  '#55d3c3',
  '#fb923c',
  '#a5b4fc',
  '#f472b6',
  '#c9d84a',
  '#5cc3f5',
  '#c4a5fd',
  '#d6a86c',
];

/** The colour of the line with this number. */
export function lineColor(index: number, dark: boolean): string {
  const colors = dark ? DARK : LIGHT;
  return colors[index % colors.length]!;
}

/** Colours of axes and grids. */
export function chartInk(dark: boolean) {
  return dark ? { text: '#a0aba5', grid: '#232a27' } : { text: '#56605a', grid: '#eaedea' };
}
