import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Migration } from './migrations.ts'
import type { Db } from './open-db.ts'
import { syncFolder } from './sync-folder.ts'

/**
 * Brings the schema to the newest version: all missing migrations in one transaction, so a power cut or an error leaves the
 * old schema whole. A database that held something is copied to `<file>.before-v<N>` first, N being the new version.
 */
export function migrate(db: Db, migrations: readonly Migration[]): void {
  const from = schemaVersion(db)
  const missing = migrations.filter((migration) => migration.version > from)
  const newest = missing.at(-1)
  // The lock must be taken even if there is nothing to do: it keeps a second daemon out.
  if (from > 0 && newest && !db.memory) keepCopy(db, `${db.name}.before-v${newest.version}`)
  const run = db.transaction(() => {
    for (const { version, sql } of missing) {
      db.exec(sql)
      db.pragma(`user_version = ${version}`)
    }
  })
  run.immediate()
}

/** The schema version of an open database. */
export function schemaVersion(db: Db): number {
  return db.pragma('user_version', { simple: true }) as number
}

function keepCopy(db: Db, copy: string): void {
  const unfinished = `${copy}.unfinished`
  rmSync(unfinished, { force: true })
  // SQLite takes an empty file, and made here it can be for this user's eyes only.
  closeSync(openSync(unfinished, 'ax', 0o600))
  // Unlike copying the file, this takes what is still in the WAL along (sqlite.org/lang_vacuum.html#vacuuminto).
  db.prepare('VACUUM INTO ?').run(unfinished)
  const handle = openSync(unfinished, 'r+')
  fsyncSync(handle)
  closeSync(handle)
  renameSync(unfinished, copy)
  syncFolder(dirname(copy))
}
