/** Stands for appending to the log; the driver sends it along with the next statement. */
export const APPEND = 'append to point_log';

/** The columns of a row are those of a batch of points. */
export const UPSERT = `INSERT INTO points (series_id, step, value, special, at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (series_id, step) DO UPDATE
SET value = excluded.value, special = excluded.special, at = excluded.at
WHERE points.value IS NOT excluded.value OR points.special <> excluded.special`;
