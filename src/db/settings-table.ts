import { withDbProblems } from './db-problems.ts'
import type { Db } from './open-db.ts'

export interface SettingsTable {
  /** The value, or undefined if it was never set; who reads it checks its shape. */
  get(key: string): unknown
  /** Sets a JSON value; `undefined` takes the wish back. On stable storage when this returns. */
  set(key: string, value: unknown, changedAt: string): void
  /** All that are set, by key. */
  all(): Record<string, unknown>
}

interface SettingRow {
  key: string
  value: string
}

/** What the user wishes of the house as a whole, by key. */
export function createSettingsTable(db: Db): SettingsTable {
  const get = db.prepare<[string], SettingRow>('SELECT key, value FROM settings WHERE key = ?')
  const all = db.prepare<[], SettingRow>('SELECT key, value FROM settings ORDER BY key')
  const remove = db.prepare('DELETE FROM settings WHERE key = ?')
  const set = db.prepare(
    `INSERT INTO settings (key, value, changed_at) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at`,
  )
  return {
    get: (key) =>
      withDbProblems(db.name, () => {
        const row = get.get(key)
        return row === undefined ? undefined : (JSON.parse(row.value) as unknown)
      }),
    set: (key, value, changedAt) =>
      withDbProblems(db.name, () => {
        if (value === undefined) remove.run(key)
        else set.run(key, JSON.stringify(value), changedAt)
      }),
    all: () =>
      withDbProblems(db.name, () =>
        Object.fromEntries(all.all().map(({ key, value }): [string, unknown] => [key, JSON.parse(value)])),
      ),
  }
}
