import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProblemError } from '../domain/problem.ts'
import type { Problem } from '../domain/problem.ts'
import { schemaVersion } from './migrate.ts'
import { migrations } from './migrations.ts'
import { openDb } from './open-db.ts'
import { createSettingsTable } from './settings-table.ts'

let folder = ''
let path = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kiste-db-'))
  path = join(folder, 'state/kiste.db')
})

afterEach(() => {
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true, force: true })
})

function problemOf(run: () => unknown): Problem {
  try {
    run()
  } catch (error) {
    if (error instanceof ProblemError) return error.problems[0]
    throw error
  }
  throw new Error('Nothing was thrown.')
}

const old = [{ version: 1, sql: 'CREATE TABLE wishes (text TEXT); INSERT INTO wishes VALUES (1)' }]
const newer = [...old, { version: 2, sql: 'ALTER TABLE wishes ADD COLUMN more TEXT' }]

describe('opening the state database', () => {
  it('makes the file for this user alone, and writes through to the disk', () => {
    const db = openDb({ path })
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.pragma('synchronous', { simple: true })).toBe(2)
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(schemaVersion(db)).toBe(migrations.at(-1)?.version)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600)
    db.close()
  })

  it('keeps what was written when it is opened again', () => {
    const first = openDb({ path })
    createSettingsTable(first).set('language', 'de', '2026-01-01T00:00:00.000Z')
    first.close()
    const second = openDb({ path })
    expect(createSettingsTable(second).get('language')).toBe('de')
    second.close()
  })

  it('keeps committed wishes of a process that never closed it', () => {
    const first = openDb({ path })
    createSettingsTable(first).set('language', 'de', '2026-01-01T00:00:00.000Z')
    // What lies on the disk at this moment is what a power cut leaves.
    const after = join(folder, 'after')
    mkdirSync(after)
    for (const name of readdirSync(join(folder, 'state')))
      writeFileSync(join(after, name), readFileSync(join(folder, 'state', name)))
    first.close()
    const second = openDb({ path: join(after, 'kiste.db') })
    expect(createSettingsTable(second).get('language')).toBe('de')
    second.close()
  })

  it('refuses a second daemon', () => {
    const db = openDb({ path })
    expect(problemOf(() => openDb({ path, busyTimeoutMs: 10 }))).toMatchObject({
      code: 'in_use',
      object: { type: 'file', name: path },
    })
    db.close()
  })
})

describe('migrations', () => {
  it('are numbered from 1 without gaps', () => {
    expect(migrations.map((migration) => migration.version)).toEqual(migrations.map((_, index) => index + 1))
  })

  it('run once each, and leave a copy of what was before', () => {
    openDb({ path, migrations: old }).close()
    const db = openDb({ path, migrations: newer })
    expect(schemaVersion(db)).toBe(2)
    expect(db.prepare('SELECT text, more FROM wishes').all()).toEqual([{ text: '1', more: null }])
    db.close()
    const copy = openDb({ path: `${path}.before-v2`, migrations: old })
    expect(copy.prepare('SELECT * FROM wishes').all()).toEqual([{ text: '1' }])
    copy.close()
    expect(statSync(`${path}.before-v2`).mode & 0o777).toBe(0o600)
    expect(existsSync(`${path}.before-v2.unfinished`)).toBe(false)
  })

  it('make no copy of a database that is new', () => {
    openDb({ path, migrations: newer }).close()
    expect(readdirSync(join(folder, 'state'))).toEqual(['kiste.db'])
  })

  it('that fail leave the schema as it was', () => {
    openDb({ path, migrations: old }).close()
    const broken = [...newer, { version: 3, sql: 'CREATE TABLE more (a); SELECT broken' }]
    expect(() => openDb({ path, migrations: broken })).toThrow(/broken/)
    const db = openDb({ path, migrations: old })
    expect(schemaVersion(db)).toBe(1)
    expect(db.pragma('table_info(wishes)')).toHaveLength(1)
    db.close()
  })

  it('refuse a newer schema and do not touch the file', () => {
    openDb({ path, migrations: newer }).close()
    const before = readFileSync(path)
    const problem = problemOf(() => openDb({ path, migrations: old }))
    expect(problem).toMatchObject({ code: 'schema_too_new', object: { type: 'file', name: path } })
    expect(problem.message).toContain('schema version 2')
    expect(readFileSync(path).equals(before)).toBe(true)
  })
})

describe('what cannot be opened', () => {
  it('is named when it is not a database, and left alone', () => {
    path = join(folder, 'kiste.db')
    writeFileSync(path, '<html>not found</html>'.repeat(100))
    expect(problemOf(() => openDb({ path }))).toMatchObject({ code: 'host_failed', object: { name: path } })
    expect(readFileSync(path, 'utf8')).toContain('<html>')
  })

  it('is named when it is damaged', () => {
    const db = openDb({ path })
    for (let n = 0; n < 200; n += 1) createSettingsTable(db).set(`key-${n}`, 'x'.repeat(500), '')
    db.close()
    const bytes = readFileSync(path)
    // The half that came last; the schema is read when it is opened.
    bytes.fill(0xff, bytes.length / 2)
    writeFileSync(path, bytes)
    const again = openDb({ path })
    expect(problemOf(() => createSettingsTable(again).all())).toMatchObject({
      code: 'host_failed',
      object: { name: path },
    })
    again.close()
  })

  it('is named when it is a folder, or lies below a file', () => {
    expect(problemOf(() => openDb({ path: folder }))).toMatchObject({
      code: 'invalid_input',
      object: { name: folder },
    })
    writeFileSync(join(folder, 'file'), '')
    const below = join(folder, 'file/kiste.db')
    expect(problemOf(() => openDb({ path: below }))).toMatchObject({
      code: 'invalid_input',
      object: { name: below },
    })
  })

  it('is named when its folder is read-only, whether there is a database yet or not', () => {
    openDb({ path }).close()
    expect(asNobody(() => problemOf(() => openDb({ path: join(folder, 'other.db') })))).toMatchObject({
      code: 'read_only',
      object: { type: 'file', name: join(folder, 'other.db') },
    })
    chmodSync(path, 0o444)
    expect(asNobody(() => problemOf(() => openDb({ path })))).toMatchObject({
      code: 'read_only',
      object: { name: path },
    })
  })

  it('says so when the disk is full, and loses nothing that was there', () => {
    const db = openDb({ path })
    const settings = createSettingsTable(db)
    settings.set('language', 'de', '')
    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true }) as number}`)
    expect(problemOf(() => settings.set('big', 'x'.repeat(100_000), ''))).toMatchObject({
      code: 'no_space',
      object: { type: 'file', name: path },
    })
    expect(settings.all()).toEqual({ language: 'de' })
    db.close()
  })
})

/** Root may write anywhere, so the test acts as somebody who may not. */
function asNobody<T>(run: () => T): T {
  chmodSync(folder, 0o555)
  if (existsSync(join(folder, 'state'))) chmodSync(join(folder, 'state'), 0o555)
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  try {
    return run()
  } finally {
    if (isRoot) process.seteuid?.(0)
    chmodSync(folder, 0o700)
    if (existsSync(join(folder, 'state'))) chmodSync(join(folder, 'state'), 0o700)
  }
}
