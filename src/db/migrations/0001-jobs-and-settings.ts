/**
 * `status` is one JSON of what a job's state carries; `state` and `finished_at` are computed from it, so the row cannot
 * contradict itself. `seq` gives the order of submission; `id` is what people and other tables see.
 */
export const jobsAndSettings = `
  CREATE TABLE jobs (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT,
    id            TEXT NOT NULL UNIQUE,
    kind          TEXT NOT NULL,
    title         TEXT NOT NULL,
    object_type   TEXT NOT NULL,
    object_name   TEXT NOT NULL,
    actor         TEXT,
    created_at    TEXT NOT NULL,
    locks         TEXT NOT NULL CHECK (json_valid(locks)),
    plan          TEXT NOT NULL CHECK (json_valid(plan)),
    memory        TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(memory)),
    steps         TEXT NOT NULL CHECK (json_valid(steps)),
    status        TEXT NOT NULL CHECK (json_valid(status)),
    interruptions INTEGER NOT NULL DEFAULT 0,
    state         TEXT NOT NULL GENERATED ALWAYS AS (status ->> '$.state') VIRTUAL
                  CHECK (state IN ('queued', 'running', 'cancelling', 'undoing', 'done', 'undone', 'failed')),
    finished_at   TEXT GENERATED ALWAYS AS (status ->> '$.finishedAt') VIRTUAL
                  CHECK ((finished_at IS NULL) = (state IN ('queued', 'running', 'cancelling', 'undoing')))
  ) STRICT;
  CREATE INDEX jobs_by_state ON jobs (state, seq);
  CREATE INDEX jobs_by_object ON jobs (object_type, object_name, seq);
  CREATE INDEX jobs_by_finish ON jobs (finished_at) WHERE finished_at IS NOT NULL;

  CREATE TABLE job_log (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    n      INTEGER NOT NULL,
    at     TEXT NOT NULL,
    step   TEXT,
    text   TEXT NOT NULL,
    PRIMARY KEY (job_id, n)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE settings (
    key        TEXT PRIMARY KEY,
    value      TEXT NOT NULL CHECK (json_valid(value)),
    changed_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`
