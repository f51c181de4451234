/**
 * What was measured, as means and maxima of equal steps. Each step of a subject has so many places, which are used again in turn: what is
 * kept cannot grow. A row's values are 32-bit numbers, one after the other; NaN is what was not known.
 */
export const metrics = `
  CREATE TABLE metric_subjects (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;

  CREATE TABLE metric_spans (
    subject_id INTEGER NOT NULL REFERENCES metric_subjects (id) ON DELETE CASCADE,
    step_ms    INTEGER NOT NULL,
    place      INTEGER NOT NULL,
    from_ms    INTEGER NOT NULL,
    covered_ms REAL NOT NULL,
    mean       BLOB NOT NULL,
    max        BLOB NOT NULL,
    PRIMARY KEY (subject_id, step_ms, place)
  ) STRICT, WITHOUT ROWID;
`
