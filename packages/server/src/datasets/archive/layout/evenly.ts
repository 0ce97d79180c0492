/** At most `count` of the rows, spread evenly from the first on. */
export function evenly(rows: Uint32Array, count: number): Uint32Array {
  if (rows.length <= count) return rows;
  return Uint32Array.from({ length: count }, (_, index) => {
    return rows[Math.floor((index * rows.length) / count)] ?? 0;
  });
}
