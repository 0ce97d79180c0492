/** The columns of a row are those of a batch of points. */
export const UPSERT = `INSERT INTO points (series_id, step, value, special, at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (series_id, step) DO UPDATE
SET value = excluded.value, special = excluded.special, at = excluded.at
WHERE points.value IS NOT excluded.value OR points.special <> excluded.special`;

/** Appends a batch to the log; returns no row when one of its series is not there. */
export const APPEND = `INSERT INTO point_log (points) SELECT ? WHERE NOT EXISTS (
  SELECT 1 FROM json_each(?) AS wanted
  WHERE NOT EXISTS (SELECT 1 FROM series WHERE series.id = wanted.value)
) RETURNING id`;
