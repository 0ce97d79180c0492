/** Stands for appending to the log; the driver sends it along with the next statement. */
export const APPEND = 'append to point_log';

/** An upsert of so many points; the columns of a row are those of a batch of points. */
export function upsertOf(rows: number): string {
  return `INSERT INTO points (series_id, step, value, special, at)
VALUES ${Array(rows).fill('(?, ?, ?, ?, ?)').join(', ')}
ON CONFLICT (series_id, step) DO UPDATE
SET value = excluded.value, special = excluded.special, at = excluded.at
WHERE points.value IS NOT excluded.value OR points.special <> excluded.special`;
}

/** An upsert of one point. */
export const UPSERT = upsertOf(1);
