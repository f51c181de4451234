/**
 * Who may come in. What is secret lies here as a hash: a password as Argon2id, what was drawn by chance (sessions, tokens,
 * invitations, recovery codes) as SHA-256, which is enough for 128 bits and more that nobody chose.
 */
export const access = `
  CREATE TABLE users (
    id             TEXT PRIMARY KEY,
    name           TEXT NOT NULL COLLATE NOCASE UNIQUE,
    role           TEXT NOT NULL CHECK (role IN ('admin', 'operator', 'viewer')),
    vms            TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(vms)),
    disabled       INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    password_hash  TEXT,
    totp_secret    TEXT,
    totp_last_step INTEGER,
    created_at     TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE recovery_codes (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash    TEXT NOT NULL,
    PRIMARY KEY (user_id, hash)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE passkeys (
    id         TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    site       TEXT NOT NULL,
    public_key BLOB NOT NULL,
    counter    INTEGER NOT NULL,
    transports TEXT NOT NULL CHECK (json_valid(transports)),
    created_at TEXT NOT NULL,
    used_at    TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX passkeys_by_user ON passkeys (user_id);

  CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    hash       TEXT NOT NULL UNIQUE,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    address    TEXT NOT NULL,
    agent      TEXT NOT NULL,
    created_at TEXT NOT NULL,
    seen_at    TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_by_user ON sessions (user_id);

  CREATE TABLE tokens (
    id         TEXT PRIMARY KEY,
    hash       TEXT NOT NULL UNIQUE,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    level      TEXT NOT NULL CHECK (level IN ('view', 'operate', 'admin')),
    vms        TEXT CHECK (vms IS NULL OR json_valid(vms)),
    created_at TEXT NOT NULL,
    expires_at TEXT,
    used_at    TEXT,
    UNIQUE (user_id, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE invitations (
    hash       TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
    expires_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE audit (
    n           INTEGER PRIMARY KEY AUTOINCREMENT,
    at          TEXT NOT NULL,
    who         TEXT NOT NULL,
    via         TEXT NOT NULL CHECK (via IN ('socket', 'session', 'token', 'nobody')),
    address     TEXT,
    what        TEXT NOT NULL,
    object      TEXT,
    status      INTEGER NOT NULL,
    code        TEXT,
    job_id      TEXT
  ) STRICT;
`
