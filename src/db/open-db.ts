import Database from 'better-sqlite3'
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { problemError } from '../domain/problem.ts'
import { withDbProblems } from './db-problems.ts'
import { migrate, schemaVersion } from './migrate.ts'
import { migrations as allMigrations } from './migrations.ts'
import type { Migration } from './migrations.ts'
import { syncFolder } from './sync-folder.ts'

/** An open state database. */
export type Db = Database.Database

export interface OpenDbOptions {
  /** The file; made, with its folder, if there is none. `:memory:` for tests. */
  readonly path: string
  /** How long to wait for another daemon on the same file to end. Default: 5,000. */
  readonly busyTimeoutMs?: number | undefined
  readonly migrations?: readonly Migration[] | undefined
  /** With `:memory:`: begin with this content, as `db.serialize()` gives it. */
  readonly content?: Buffer | undefined
}

/**
 * Opens the state database and brings its schema up to date. It is locked for this process alone: two daemons on one
 * journal would run every job twice.
 * Throws `ProblemError`, naming the file: `schema_too_new` (the file is left as it was), `read_only`, `no_space`, `in_use`,
 * `host_failed` (not a database, damaged).
 */
export function openDb(options: OpenDbOptions): Db {
  const { path, busyTimeoutMs = 5_000, migrations = allMigrations, content } = options
  return withDbProblems(path, () => {
    const newest = migrations.at(-1)?.version ?? 0
    if (path !== ':memory:') {
      makeFile(path)
      refuseNewer(path, newest, busyTimeoutMs)
    }
    const db = new Database(content ?? path, { timeout: busyTimeoutMs })
    try {
      db.pragma('locking_mode = EXCLUSIVE')
      db.pragma('journal_mode = WAL')
      // With WAL, NORMAL may lose the last commits in a power cut (sqlite.org/pragma.html#pragma_synchronous).
      db.pragma('synchronous = FULL')
      db.pragma('foreign_keys = ON')
      refuse(path, schemaVersion(db), newest)
      migrate(db, migrations)
    } catch (error) {
      db.close()
      throw error
    }
    return db
  })
}

// Plans may hold passwords (cloud-init user data), so nobody else may read the file; SQLite gives -wal and -shm its mode.
function makeFile(path: string): void {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const isNew = !existsSync(path)
  closeSync(openSync(path, 'a', 0o600))
  if (isNew) syncFolder(folder)
}

// Read-only first: opening for writing could already move the WAL's content into a file that this version must not touch.
function refuseNewer(path: string, newest: number, busyTimeoutMs: number): void {
  const db = new Database(path, { readonly: true, timeout: busyTimeoutMs })
  try {
    refuse(path, versionAndClose(db), newest)
  } catch (error) {
    // Whoever reads only needs a few pages of room beside the file, whoever has it alone needs none: on a full disk the version is
    // looked at a moment later, so that the daemon still starts.
    if (!(error instanceof Database.SqliteError) || error.code !== 'SQLITE_IOERR_SHMSIZE') throw error
  }
}

function refuse(path: string, version: number, newest: number): void {
  if (version > newest)
    throw problemError({
      code: 'schema_too_new',
      message: `The state database ${path} has schema version ${version}, but this program knows only up to ${newest}; it was left as it is.`,
      object: { type: 'file', name: path },
      hint: `Use the newer Kiste that wrote it, or put back a copy such as ${path}.before-v${version} while no daemon runs.`,
    })
}

function versionAndClose(db: Db): number {
  try {
    return schemaVersion(db)
  } finally {
    db.close()
  }
}
